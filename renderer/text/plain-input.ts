/** Cannot be seen, and comes along when something is copied from a page or a chat. */
const INVISIBLE = /[\p{Cf}\ufe00-\ufe0f]/gu;

/** The exception: joiners between letters that are not Latin are part of how a word is written. */
const JOINER = /(?<=(?!\p{Script=Latin})[\p{L}\p{M}])[\u200c\u200d](?=(?!\p{Script=Latin})[\p{L}\p{M}])/gu;

/** First digits of scripts whose numbers are written as ours, but with signs of their own. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50] as const;
const OTHER_DIGIT = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]/g;

/**
 * What somebody typed or pasted, in plain signs: full-width ones and other digits as ASCII, nothing invisible, and one
 * space for each gap.
 */
export function toPlainInput(typed: string): string {
  return dropInvisible(typed.normalize('NFKC')).replace(OTHER_DIGIT, toAsciiDigit).replace(/\s+/gu, ' ').trim();
}

function dropInvisible(text: string): string {
  const joiners = new Set([...text.matchAll(JOINER)].map(({ index }) => index));
  return text
    .replace(INVISIBLE, (sign, at: number) => (joiners.has(at) ? sign : ''))
    .replace(/\p{Cc}/gu, (sign) => (/\s/.test(sign) ? sign : ''));
}

function toAsciiDigit(digit: string): string {
  const point = digit.codePointAt(0) ?? 0;
  const zero = ZEROS.findLast((first) => first <= point) ?? point;
  return String(point - zero);
}
