/**
 * UTF-8 bytes of one component. ext4, APFS, btrfs and XFS take 255 bytes, NTFS and exFAT 255 UTF-16 units. A UTF-16
 * unit never takes less than a byte of UTF-8, so the one limit keeps both. Encrypted folders take less (eCryptfs: 143).
 */
export const MAX_NAME_BYTES = 255;

/** UTF-8 bytes. Below this an extension and a number would leave nothing of a name: there each long one fails for itself. */
export const LEAST_NAME_BYTES = 64;

/** UTF-8 bytes. Longer "extensions" are rather text after a dot; they are cut like the rest. */
const MAX_EXTENSION_BYTES = 32;

/** UTF-8 bytes kept free for ` (999999)`, so that all names of one series share one stem. */
const SUFFIX_ROOM_BYTES = 9;

const COMPOUND_EXTENSION = /(?<=[^.])\.tar\.[a-z0-9]{1,5}$/i;
const EXTENSION = /(?<=[^.])\.[^.\s]+$/u;

/** No character before this one is part of the one before it (but for CR LF, which no safe name has). */
const FIRST_COMBINING = 0x300;

const encoder = new TextEncoder();
const cutBuffer = new Uint8Array(MAX_NAME_BYTES);

interface SplitName {
  readonly stem: string;
  /** With its dot; empty when there is none. */
  readonly extension: string;
}

/** `.bashrc` is all stem, `x.tar.gz` ends in `.tar.gz`, folders have no extension. */
function splitName(name: string, kind: 'file' | 'directory'): SplitName {
  const found = kind === 'file' ? (COMPOUND_EXTENSION.exec(name) ?? EXTENSION.exec(name)) : null;
  const isExtension = found !== null && Buffer.byteLength(found[0]) <= MAX_EXTENSION_BYTES;
  return isExtension ? { stem: name.slice(0, found.index), extension: found[0] } : { stem: name, extension: '' };
}

/** The longest start of `text` that fits, never cutting a surrogate pair. */
function cutByCodePoint(text: string, maxBytes: number): string {
  const { read } = encoder.encodeInto(text, cutBuffer.subarray(0, maxBytes));
  return text.slice(0, read);
}

/** The longest start of `text` that fits, cutting between what a reader sees as characters. */
function cutText(text: string, maxBytes: number): string {
  const longest = cutByCodePoint(text, maxBytes);
  if (longest.length === text.length) return text;
  // segmenting costs 20 µs; nothing joins two plain letters
  if (text.charCodeAt(longest.length) < FIRST_COMBINING) return longest;
  const segment = new Intl.Segmenter().segment(text).containing(longest.length);
  // one "character" of hundreds of marks: better cut than nothing left
  if (segment === undefined || segment.index === 0) return longest;
  return text.slice(0, segment.index);
}

/** Shortens `name` to so many bytes, keeping its extension. Shorter names come back as they are. */
export function shortenName(name: string, kind: 'file' | 'directory', maxBytes = MAX_NAME_BYTES): string {
  if (name.length * 3 <= maxBytes || Buffer.byteLength(name) <= maxBytes) return name;
  const { stem, extension } = splitName(name, kind);
  return cutText(stem, maxBytes - Buffer.byteLength(extension)) + extension;
}

/** All names that differ from `name` only by ` (1)`, ` (2)` …; two names with one series get the same `at(n)`. */
export interface NameSeries {
  readonly key: string;
  at(n: number): string;
}

/** `name` must be a safe component of at most `maxBytes`; every `at(n)`, n up to 999,999, is one too. */
export function nameSeries(name: string, kind: 'file' | 'directory', maxBytes = MAX_NAME_BYTES): NameSeries {
  const { stem, extension } = splitName(name, kind);
  const room = maxBytes - SUFFIX_ROOM_BYTES - Buffer.byteLength(extension);
  const short = cutText(stem, room);
  return { key: `${short}/${extension}`, at: (n) => `${short} (${n})${extension}` };
}
