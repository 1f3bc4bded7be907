import { lazily } from '../../shared/text/lazily.ts';

/** A stretch of a name: shown as it is, or the visible escape of a character nobody could see. */
export interface NamePart {
  readonly text: string;
  readonly isEscape: boolean;
}

/** Longest name drawn, in UTF-16 units; file names end at 255 bytes, paths may be longer. */
const MAX_SHOWN_UNITS = 512;

/** What is kept of the end when even that is exceeded. */
const MAX_END_UNITS = 64;

/** Longest name inside a sentence or a spoken label. */
const MAX_INLINE_UNITS = 60;

/**
 * Characters that hide, reorder or imitate: controls, bidi controls, invisible letters and spaces, lone surrogates.
 * Joiners are judged apart, for emoji and several scripts need them.
 */
const DECEPTIVE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffc]|[\u{e0000}-\u{e0fff}]|[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]{2,}/u;

/** Tag sequences after a black flag are flags of regions; joiners bind emoji and letters of non-Latin scripts. */
const HARMLESS =
  /\u{1f3f4}[\u{e0061}-\u{e007a}]+\u{e007f}|(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})|(?<=(?!\p{Script=Latin})[\p{L}\p{M}])[\u200c\u200d](?=(?!\p{Script=Latin})[\p{L}\p{M}])/u;

const JOINER = /[\u200c\u200d]/u;

const tokens = lazily(
  () => new RegExp(`(?<harmless>${HARMLESS.source})|(?<bad>${DECEPTIVE.source}|${JOINER.source})`, 'gu'),
);

/** Most names; what else there is needs tables that take a while to load. */
const PLAIN = /^[\x20-\x7e]*$/;

/** Splits a name that came from elsewhere into safe parts. What it returns, joined, is what the eye gets. */
export function toNameParts(name: string): readonly NamePart[] {
  const shown = shorten(name);
  if (PLAIN.test(shown)) return shown === '' ? [] : [{ text: shown, isEscape: false }];
  const parts: NamePart[] = [];
  let from = 0;
  for (const match of shown.matchAll(tokens())) {
    const bad = match.groups?.['bad'];
    if (bad === undefined) continue;
    if (match.index > from) parts.push({ text: shown.slice(from, match.index), isEscape: false });
    parts.push({ text: escapeAll(bad), isEscape: true });
    from = match.index + bad.length;
  }
  if (from < shown.length) parts.push({ text: shown.slice(from), isEscape: false });
  return parts;
}

/** The same as one string: for labels and tooltips. */
export function plainName(name: string): string {
  return toNameParts(name)
    .map((part) => part.text)
    .join('');
}

/** A name for the middle of a sentence: short, and isolated so that it cannot reorder the words around it. */
export function inlineName(name: string): string {
  const plain = plainName(name);
  const [head, tail] = splitForEllipsis(plain);
  const short = plain.length <= MAX_INLINE_UNITS ? plain : `${cut(head, MAX_INLINE_UNITS - tail.length)}…${tail}`;
  return isolated(short);
}

/** Text whose own direction stays its own, whichever way the sentence around it runs. */
export function isolated(text: string): string {
  return NEEDS_NO_ISOLATION.test(text) ? text : `\u2068${text}\u2069`;
}

/** Plain letters at both ends hold all between them, and digits after them, together; `2026 (1)` would be turned round. */
const NEEDS_NO_ISOLATION = /^$|^[a-z](?:[\x20-\x7e…]*[a-z0-9])?$/i;

/** Units kept at the end of a long name besides its extension. */
const TAIL_UNITS = 6;

/** Longest thing after the last dot that still counts as an extension. */
const MAX_EXTENSION_UNITS = 12;

/** Names up to this length are not split; the window is never that narrow. */
const MIN_SPLIT_UNITS = 20;

/** Letters that change shape with their neighbours: a cut between two of them would break the word. */
const JOINED = /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Mongolian}]/u;

/** A head that may be shortened and a tail (end and extension) that always stays visible. */
export function splitForEllipsis(name: string): readonly [head: string, tail: string] {
  if (name.length <= MIN_SPLIT_UNITS) return [name, ''];
  const dot = name.lastIndexOf('.');
  const hasExtension = dot > 0 && name.length - dot <= MAX_EXTENSION_UNITS;
  const end = hasExtension ? dot : name.length;
  const wanted = Math.max(1, end - TAIL_UNITS);
  const at = JOINED.test(name.slice(wanted - 1, end)) ? end : graphemeStart(name, wanted);
  return [name.slice(0, at), name.slice(at)];
}

const graphemes = lazily(() => new Intl.Segmenter(undefined, { granularity: 'grapheme' }));

/** Start of the grapheme that holds `index`: a cut there never splits a letter from its marks. */
function graphemeStart(text: string, index: number): number {
  return graphemes().segment(text).containing(index)?.index ?? text.length;
}

function shorten(name: string): string {
  if (name.length <= MAX_SHOWN_UNITS) return name;
  const end = name.slice(graphemeStart(name, name.length - MAX_END_UNITS));
  return `${cut(name, MAX_SHOWN_UNITS - MAX_END_UNITS)}…${end}`;
}

function cut(text: string, maxUnits: number): string {
  return text.length <= maxUnits ? text : text.slice(0, graphemeStart(text, maxUnits));
}

function escapeAll(characters: string): string {
  return Array.from(characters, (character) => `⟨${codePointName(character)}⟩`).join('');
}

function codePointName(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Last component of a `/` path, and what stands before it. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? { folder: '', name: path } : { folder: path.slice(0, slash), name: path.slice(slash + 1) };
}
