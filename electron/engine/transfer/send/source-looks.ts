import { join } from 'node:path';
import { toDiskFailure, type Outcome } from '../../disk-thread/disk-failure.ts';
import type { DiskReaders, ReadUser } from '../../disk-thread/disk-readers.ts';
import type { FolderRead, Look, Looked } from '../../disk-thread/look-at.ts';
import { volumeOf } from '../../storage/volumes.ts';

/** Looks that are asked for together. */
const LOOKS = 500;

/** Looks at sources in the threads of their volumes. A disk that does not answer is a failure of what was asked. */
export class SourceLooks {
  readonly #user: ReadUser;

  constructor(readers: Pick<DiskReaders, 'user'>) {
    this.#user = readers.user();
  }

  /** Reads a folder that may be entered. @param hasLooks - at the first things in it, too */
  async readFolder(folder: string, hasLooks: boolean): Promise<Outcome<FolderRead>> {
    const volume = volumeOf(folder);
    const order = { folder, volume, lookCount: hasLooks ? LOOKS : 0 };
    try {
      return await this.#user.open(volume).ask((calls) => calls.readFolder(order));
    } catch (error) {
      return { failure: toDiskFailure(error) };
    }
  }

  /** At the first of `names`, which are in `folder`: at one at least. */
  lookAt(folder: string, names: readonly string[]): Promise<readonly Looked[]> {
    const volume = volumeOf(folder);
    return this.#lookAt(folder, names.slice(0, LOOKS), volume, volume);
  }

  /** At the root of another disk, which is mounted at `name`. */
  async lookElsewhere(folder: string, name: string): Promise<Outcome<Look>> {
    const [look] = await this.#lookAt(folder, [name], volumeOf(join(folder, name)), null);
    return look === undefined || look === 'elsewhere' ? { failure: { code: '', message: 'no look' } } : look;
  }

  close(): void {
    this.#user.close();
  }

  async #lookAt(
    folder: string,
    names: readonly string[],
    asked: string,
    volume: string | null,
  ): Promise<readonly Looked[]> {
    try {
      return await this.#user.open(asked).ask((calls) => calls.lookAt({ folder, names, volume }));
    } catch (error) {
      const failure = toDiskFailure(error);
      return names.map(() => ({ failure }));
    }
  }
}
