/** UTF-16 units of the title that are kept: with date and ending it stays below every system's 255 bytes. */
const MAX_TITLE_UNITS = 50;
/** No system's separators and wildcards, nothing that cannot be seen or turns the writing direction. */
const UNWANTED = /[<>:"/\\|?*\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** What the dialog suggests: `Photos 2026-11-21.sha256`. Legal everywhere; the day is that of this computer. */
export function receiptName(title: string, startedAtMs: number): string {
  // cut in two, a character of two units is none
  const clean = title
    .replaceAll(UNWANTED, ' ')
    .slice(0, MAX_TITLE_UNITS)
    .replace(/\p{Cs}$/u, '');
  // a leading dot would hide it
  const name = clean
    .replaceAll(/\s+/g, ' ')
    .replace(/^[. ]+/, '')
    .trimEnd();
  const day = new Date(startedAtMs);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const date = `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
  return `${name === '' ? 'Lanyard' : name} ${date}.sha256`;
}
