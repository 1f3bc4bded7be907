/** Between the names of one row of search text; a name has no line breaks left when it gets there. */
const SEPARATOR = '\n';

/** As it is compared: without case, and composed, for macOS decomposes names. */
export function foldText(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll('\n', ' ');
}

/** What a search looks through: each name once. */
export function toSearchText(names: Iterable<string>): string {
  return [...new Set(names)].map(foldText).join(SEPARATOR);
}

/** The last component of a path of the wire; folders are rows of their own. */
export function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
