import type { IndexRange } from '../../../../shared/model/offer.ts';
import { MAX_PAGE_ITEMS } from '../../../../shared/protocol/constants.ts';
import type { MessageOf } from '../../../../shared/protocol/messages.ts';
import type { ByteRange } from '../../storage/receive-notes.ts';

interface AnswerContent {
  readonly skip: readonly IndexRange[];
  /** Wanted files, ascending. */
  readonly files: readonly number[];
  readonly isSettled: (index: number) => boolean;
  readonly heldOf: (index: number) => readonly ByteRange[];
}

/** The yes, in as many pages as its lists take. */
export function toAnswerPages(content: AnswerContent): MessageOf<'answer'>[] {
  const skip = content.skip.map(([first, last]): [number, number] => [first, last]);
  const settled = toSettledRanges(content);
  const held = toHeld(content);
  const longest = Math.max(skip.length, settled.length, held.length);
  const pageCount = Math.max(1, Math.ceil(longest / MAX_PAGE_ITEMS));
  return Array.from({ length: pageCount }, (_, page) => {
    const start = page * MAX_PAGE_ITEMS;
    const end = start + MAX_PAGE_ITEMS;
    return {
      type: 'answer',
      accepted: true,
      skip: skip.slice(start, end),
      settled: settled.slice(start, end),
      held: held.slice(start, end),
      isLast: page === pageCount - 1,
    };
  });
}

/** Ranges may run over folders and skipped entries between settled files, which keeps them few. */
function toSettledRanges({ files, isSettled }: AnswerContent): [number, number][] {
  const ranges: [number, number][] = [];
  let isOpen = false;
  for (const index of files) {
    const last = ranges.at(-1);
    if (!isSettled(index)) isOpen = false;
    else if (isOpen && last) last[1] = index;
    else {
      ranges.push([index, index]);
      isOpen = true;
    }
  }
  return ranges;
}

function toHeld({ files, isSettled, heldOf }: AnswerContent): [number, number, number][] {
  const held: [number, number, number][] = [];
  for (const index of files) {
    if (isSettled(index)) continue;
    for (const { from, to } of heldOf(index)) held.push([index, from, to]);
  }
  return held;
}
