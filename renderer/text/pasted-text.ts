/** Marks of direction and spaces without width: nobody types them, and what is copied from a page or a chat has them. */
const MARKS = '\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff';
const AROUND = new RegExp(`^[\\s${MARKS}]+|[\\s${MARKS}]+$`, 'gu');
const ANY = new RegExp(`[${MARKS}]`, 'gu');

/** A name as somebody typed or pasted it: nothing around it, and one space for each gap. */
export function tidyName(typed: string): string {
  return typed.replace(AROUND, '').replace(/\s+/gu, ' ');
}

/** What to look for: without marks, wherever they are, and nothing around it. */
export function tidySearch(typed: string): string {
  return typed.replace(ANY, '').trim();
}
