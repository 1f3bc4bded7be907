import { toPlainInput } from '../../text/plain-input.ts';

/** Numbers as the user's language writes them. */
type FormatNumber = (value: number) => string;

/**
 * A positive number as people type it: in the digits and with the separators that `format` writes, or in plain ones.
 * A separator that cannot mean thousands is taken as the decimal one, so `1,5` and `1.5` are the same everywhere.
 * null: it is no number.
 */
export function parseAmount(typed: string, format: FormatNumber): number | null {
  const text = toPlainInput(toPlainDigits(typed, format)).replace(/[\s'’_]/gu, '');
  if (!/^[\d.,٫٬]*\d[\d.,٫٬]*$/u.test(text)) return null;
  const at = startOfDecimals(text, format);
  if (at === null) return null;
  const [whole, decimals] = [text.slice(0, at), text.slice(at + 1)];
  return Number(`${whole.replace(MARKS, '') || '0'}.${decimals || '0'}`);
}

const MARKS = /[.,٫٬]/gu;
const THOUSANDS = /^\d{1,3}([.,٬])\d{3}(\1\d{3})*$/u;

/** Index of the decimal mark, or of the end; null: the marks make no sense. */
function startOfDecimals(text: string, format: FormatNumber): number | null {
  const marks: readonly string[] = text.match(MARKS) ?? [];
  const last = marks.at(-1);
  if (last === undefined) return text.length;
  const at = text.lastIndexOf(last);
  if (marks.length === 1) return THOUSANDS.test(text) && last !== decimalMarkOf(format) ? text.length : at;
  if (THOUSANDS.test(text)) return text.length;
  return marks.indexOf(last) === marks.length - 1 && THOUSANDS.test(text.slice(0, at)) ? at : null;
}

/** `1.5` without its digits. */
function decimalMarkOf(format: FormatNumber): string {
  return toPlainDigits(format(1.5), format).replace(/\d/g, '');
}

function toPlainDigits(text: string, format: FormatNumber): string {
  const own = Array.from({ length: 10 }, (_, digit) => format(digit));
  return Array.from(text, (character) => {
    const digit = own.indexOf(character);
    return digit < 0 ? character : String(digit);
  }).join('');
}
