import { fromWireCode, toWireCode, type ErrorCode } from '../../../../shared/errors/codes.ts';
import { NOTHING_LEFT_OUT, type LeftOut } from '../../../../shared/model/left-out.ts';
import { MAX_CONTROL_BYTES, MAX_LEFT_OUT_LISTED, MAX_LEFT_OUT_UNITS } from '../../../../shared/protocol/constants.ts';
import type { MessageOf } from '../../../../shared/protocol/messages.ts';

type WireLeftOut = Pick<MessageOf<'manifest-end'>, 'leftOut'>;

/** Room for the list in its message: a name may take six bytes of JSON for each unit. */
const LISTED_BYTES = MAX_CONTROL_BYTES - 1024;

/** The end of a long path tells more than its beginning. */
function toShown(path: string): string {
  const text = path.toWellFormed();
  return text.length <= MAX_LEFT_OUT_UNITS ? text : `…${text.slice(1 - MAX_LEFT_OUT_UNITS)}`.toWellFormed();
}

/** The fields of MANIFEST-END that tell the receiver. PROTOCOL.md §4.7 */
export function toWireLeftOut(all: readonly { readonly path: string; readonly code: ErrorCode }[]): WireLeftOut {
  if (all.length === 0) return {};
  const listed: [string, number][] = [];
  let bytes = 0;
  for (const { path, code } of all.slice(0, MAX_LEFT_OUT_LISTED)) {
    const one: [string, number] = [toShown(path), toWireCode(code)];
    bytes += Buffer.byteLength(JSON.stringify(one)) + 1;
    if (bytes > LISTED_BYTES) break;
    listed.push(one);
  }
  return { leftOut: { count: all.length, listed } };
}

/** What they say to the receiver. */
export function fromWireLeftOut({ leftOut }: WireLeftOut): LeftOut {
  if (leftOut === undefined) return NOTHING_LEFT_OUT;
  return { count: leftOut.count, listed: leftOut.listed.map(([path, code]) => ({ path, code: fromWireCode(code) })) };
}
