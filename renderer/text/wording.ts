import type { Platform } from '../../shared/model/peer.ts';
import type { ErrorInfo } from '../../shared/errors/error-info.ts';
import { FALLBACK_LANGUAGE } from '../../shared/text/languages.ts';
import { lazily } from '../../shared/text/lazily.ts';
import { scriptOf } from '../../shared/text/pick-language.ts';
import { createText, type Text } from './catalogue.ts';
import { createByteFormat } from '../../shared/text/format-bytes.ts';
import { describeDuration } from './format-duration.ts';
import { createTimeFormat } from './format-time.ts';
import { describeError, type ErrorWords } from './error-text.ts';

interface WordingOptions {
  /** Decides 1000 or 1024 for sizes, as the platform's file manager does. */
  readonly platform: Platform;
  /** Tag of a language that Lanyard speaks. Default: English. */
  readonly language?: string;
  /** BCP 47 tag of the user's region, for 12 or 24 hours, and digits where it is the same language. */
  readonly region?: string;
}

export interface Wording {
  readonly t: Text;
  /** `8.4 GB` */
  readonly bytes: (sizeBytes: number) => string;
  /** `112 MB/s` */
  readonly rate: (bytesPerSec: number) => string;
  /** `60 %`, rounded down: 100 % means all of it. */
  readonly percent: (fraction: number) => string;
  /** `1,300` */
  readonly number: (value: number) => string;
  /** `about 2 minutes` */
  readonly duration: (seconds: number) => string;
  /** `14:02`, with the date when it was not today. */
  readonly time: (unixMs: number) => string;
  /** A statement as a sentence of its own: `Cannot reach Bob.` */
  readonly sentence: (statement: string) => string;
  /** What happened and what to do; `peerName` names the other side in the sentence. */
  readonly error: (info: ErrorInfo, peerName?: string) => ErrorWords;
}

/** All words and number formats for one language and platform. Pure, usable outside React. */
export function createWording({ platform, language = FALLBACK_LANGUAGE, region = 'en' }: WordingOptions): Wording {
  const locale = scriptOf(region) === scriptOf(language) ? region : language;
  const t = createText(language, locale);
  const byteFormat = createByteFormat(locale, platform === 'windows' ? 1024 : 1000);
  const percent = lazily(() => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }));
  const number = lazily(() => new Intl.NumberFormat(locale));
  return {
    t,
    bytes: byteFormat.size,
    rate: byteFormat.rate,
    percent: (fraction) => percent().format(Math.floor(fraction * 100) / 100),
    number: (value) => number().format(value),
    duration: (seconds) => describeDuration(t, seconds),
    time: createTimeFormat(locale, region),
    sentence: (text) => t('app.sentence', { text }),
    error: (info, peerName) => describeError({ t, bytes: byteFormat.size }, info, peerName),
  };
}
