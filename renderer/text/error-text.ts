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

/** Words for every code on either side; a code without words is a compile error in the catalogue. */
export function describeError({ t, bytes }: Tools, info: ErrorInfo, peerName?: string): ErrorWords {
  const values = {
    peer: peerName === undefined ? t('otherDevice') : inlineName(peerName),
    short: info.shortBytes === undefined ? 'none' : bytes(info.shortBytes),
  };
  return {
    title: t(`errors.${info.code}.${info.at}.title`, values),
    hint: t(`errors.${info.code}.${info.at}.hint`, values),
  };
}
