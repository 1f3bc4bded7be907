import { MAX_NAME_BYTES, nameSeries, shortenName } from './name-length.ts';

/** Which file system's names: `windows` also for NTFS, exFAT and FAT volumes of other systems. */
export type NameRules = 'windows' | 'posix';

// C0, DEL, C1; zero-width space and BOM; line and paragraph separator; bidi embeddings, overrides and isolates; halves
// of surrogate pairs (a disk would turn each into U+FFFD); both separators; and `:`, which names a stream on Windows
// and a folder on old macOS. Kept: joiners (emoji, Persian), marks of direction (LRM, RLM), tags (flags).
const NEVER = /[\u0000-\u001f\u007f-\u009f\u200b\ufeff\u2028\u2029\u202a-\u202e\u2066-\u2069/\\:]|\p{Surrogate}/gu;
const NEVER_ON_WINDOWS = /[*?"<>|]/g;

// Windows looks only at what stands before the first dot, without the spaces at its end: `aux .tar.gz` is the device
const DEVICE =
  /^(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$|clock\$)(?=\s*(?:\.|$))/i;
const TRAILING = /[. ]$/;
const ONLY_DOTS = /^\.{1,2}$/;

function replaceForbidden(name: string, rules: NameRules): string {
  const safe = name.normalize('NFC').replace(NEVER, '_');
  return rules === 'windows' ? safe.replace(NEVER_ON_WINDOWS, '_') : safe;
}

function toUsable(name: string, rules: NameRules): string {
  if (name === '') return '_';
  if (ONLY_DOTS.test(name)) return '_'.repeat(name.length);
  return rules === 'windows' ? name.replace(DEVICE, '$&_').replace(TRAILING, '_') : name;
}

/**
 * Makes any text a single name that a disk takes and that means nothing but itself: not empty, not `.` or `..`, no
 * separator, at most `maxBytes` of UTF-8, no invisible or reordering characters. A name that is safe comes back as it is.
 *
 * `posix` keeps what only Windows dislikes (`?`, `con.txt`, a trailing dot): a copy should look like its original.
 */
export function toSafeComponent(
  name: string,
  rules: NameRules,
  kind: 'file' | 'directory' = 'file',
  maxBytes = MAX_NAME_BYTES,
): string {
  let safe = replaceForbidden(name, rules);
  // shortening may lay a device name bare (`con` and 300 spaces), escaping may make the name a byte too long
  for (;;) {
    const usable = toUsable(shortenName(safe, kind, maxBytes), rules);
    if (usable === safe) return safe;
    safe = usable;
  }
}

/** `photo.jpg`, 1 → `photo (1).jpg`. `name` must be safe already; so is the result, at most 255 bytes. */
export function withSuffix(name: string, n: number, kind: 'file' | 'directory' = 'file'): string {
  return nameSeries(name, kind).at(n);
}
