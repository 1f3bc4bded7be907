import { MAX_ONLY } from '../../journal/send-journal.ts';
import type { FileList } from '../list/file-list.ts';

/** Some files of a tree, and the folders on the way to them. */
export class SourceSelection {
  /** As in the manifest: relative, `/` between components. */
  readonly files: ReadonlySet<string>;
  readonly #folders = new Set<string>();

  constructor(files: readonly string[]) {
    this.files = new Set(files);
    for (const file of files) {
      for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1)) {
        this.#folders.add(file.slice(0, end));
      }
    }
  }

  has(path: string): boolean {
    return this.files.has(path) || this.#folders.has(path);
  }
}

/**
 * Paths of the files that failed, of all or of those named. Empty: nothing that was offered has failed; null: too many
 * to be named.
 */
export function failedPaths(files: FileList, indexes: readonly number[] | null): readonly string[] | null {
  const wanted = indexes === null ? null : new Set(indexes);
  const paths = files.entries.flatMap(({ path, kind }, index) =>
    kind === 'file' && files.statusOf(index) === 'failed' && wanted?.has(index) !== false ? [path] : [],
  );
  // more are not kept by name
  return paths.length > MAX_ONLY ? null : paths;
}

/** The things at the top that hold `files`, in their order. */
export function topNames(files: readonly string[]): readonly string[] {
  return [...new Set(files.map((file) => file.split('/', 1)[0] ?? file))];
}
