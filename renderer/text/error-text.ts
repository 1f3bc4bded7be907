import type { ErrorInfo } from '../../shared/errors/error-info.ts';
import { inlineName } from './display-name.ts';
import type { Text } from './catalogue.ts';

export interface ErrorWords {
  /** What happened. */
  readonly title: string;
  /** What to do. */
  readonly hint: string;
}

interface Tools {
  readonly t: Text;
  readonly bytes: (sizeBytes: number) => string;
}

type ErrorKey = `errors.${ErrorInfo['code']}.${ErrorInfo['at']}.${'title' | 'hint'}`;

/** Words for every code on either side; a code without words is a compile error in the catalogue. */
export function describeError({ t, bytes }: Tools, info: ErrorInfo, peerName?: string): ErrorWords {
  const values = {
    peer: peerName === undefined ? t('otherDevice') : inlineName(peerName),
    short: info.shortBytes === undefined ? 'none' : bytes(info.shortBytes),
  };
  // over the union of all messages the argument types collapse, and the compiler takes a minute to find that out; every
  // code has words or the catalogue does not compile, and the test words every one with both values
  const say = t as unknown as (key: ErrorKey, values: Record<string, string>) => string;
  return {
    title: say(`errors.${info.code}.${info.at}.title`, values),
    hint: say(`errors.${info.code}.${info.at}.hint`, values),
  };
}
