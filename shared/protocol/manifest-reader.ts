import { ProtocolError } from '../errors/lanyard-error.ts';
import type { ManifestEntry } from '../model/manifest.ts';
import { MAX_COMPONENT_UNITS, MAX_DEPTH, MAX_ENTRIES, MAX_PATH_BYTES, MAX_PATHS_BYTES } from './constants.ts';
import type { MessageBody } from './messages.ts';

const encoder = new TextEncoder();
const ASCII = /^[\0-\x7f]*$/;

function bad(message: string): ProtocolError {
  return new ProtocolError('PROTOCOL_BAD_MANIFEST', message);
}

function checkComponent(component: string): void {
  if (component === '' || component === '.' || component === '..') throw bad('empty or relative path component');
  if (component.includes('\0')) throw bad('NUL in a path');
  if (component.length > MAX_COMPONENT_UNITS) throw bad('path component over 255 UTF-16 units');
}

/**
 * Collects a manifest page by page and checks every rule of PROTOCOL.md §5.1: relative paths without `.` or `..`,
 * limits, no path twice, depth-first order with each folder before what is in it. Linear in the entries.
 */
export class ManifestReader {
  readonly entries: ManifestEntry[] = [];
  totalBytes = 0;
  /** UTF-8. */
  #pathsBytes = 0;
  #pathsMemoryBytes = 0;
  readonly #seen = new Set<string>();
  /** Folders that the next entry may be in, outermost first. */
  readonly #open: string[] = [];

  /** Memory of the paths so far, at most: V8 keeps two bytes of each UTF-16 unit where one of them is not Latin. */
  get pathsMemoryBytes(): number {
    return this.#pathsMemoryBytes;
  }

  /** Throws PROTOCOL_BAD_MANIFEST or PROTOCOL_TOO_LARGE; the reader is useless after that. */
  add(page: readonly ManifestEntry[]): void {
    if (this.entries.length + page.length > MAX_ENTRIES)
      throw new ProtocolError('PROTOCOL_TOO_LARGE', 'too many files');
    for (const entry of page) this.#addEntry(entry);
  }

  /** The sender's own count must agree, or a page was lost or invented. */
  finish(end: MessageBody<'manifest-end'>): void {
    if (end.entryCount !== this.entries.length || end.totalBytes !== this.totalBytes) throw bad('totals do not agree');
    this.#seen.clear();
  }

  #addEntry(entry: ManifestEntry): void {
    this.#checkPath(entry.path);
    if (entry.kind === 'directory' && entry.sizeBytes !== 0) throw bad('a folder with a size');
    this.totalBytes += entry.sizeBytes;
    if (!Number.isSafeInteger(this.totalBytes)) throw bad('sizes add up to more than 2^53');
    this.#place(entry);
    this.entries.push(entry);
  }

  #checkPath(path: string): void {
    // nearly all are ASCII, and 200,000 of them come in a second
    const isAscii = ASCII.test(path);
    const bytes = isAscii ? path.length : encoder.encode(path).length;
    this.#pathsBytes += bytes;
    this.#pathsMemoryBytes += isAscii ? path.length : 2 * path.length;
    if (bytes > MAX_PATH_BYTES) throw bad('path over 4096 bytes');
    if (this.#pathsBytes > MAX_PATHS_BYTES) throw new ProtocolError('PROTOCOL_TOO_LARGE', 'paths over 32 MiB');
    const components = path.split('/');
    if (components.length > MAX_DEPTH) throw bad('folders nested too deep');
    components.forEach(checkComponent);
    if (this.#seen.has(path)) throw bad('the same path twice');
    this.#seen.add(path);
  }

  #place(entry: ManifestEntry): void {
    const parent = entry.path.slice(0, Math.max(0, entry.path.lastIndexOf('/')));
    while (this.#open.length > 0 && this.#open.at(-1) !== parent) this.#open.pop();
    if (parent !== '' && this.#open.length === 0) throw bad('an entry outside its folder');
    if (entry.kind === 'directory') this.#open.push(entry.path);
  }
}
