import pLimit from 'p-limit';
import { lookAtFolder, type FolderLook, type Inbox } from '../../storage/inbox.ts';
import type { StagingRegistry } from '../../storage/staging-registry.ts';

/** A share whose server is gone answers never. Half of Node's four threads are left to what moves. */
const FOLDERS_AT_ONCE = 2;
/** Nobody waits longer for a folder that does not answer. */
const PATIENCE_MS = 10_000;

const NO_ANSWER: FolderLook = { problem: { code: 'STORAGE_FAILED', at: 'here' }, freeBytes: null, inbox: null };

/** Looks at folders that offers may go to: for all offers together, at each folder one at a time. */
export class FolderLooks {
  readonly #look: (directory: string, known: Inbox | null) => Promise<FolderLook>;
  readonly #limit = pLimit(FOLDERS_AT_ONCE);
  /** As they were opened, so that nothing is made in them again. */
  readonly #opened = new Map<string, Inbox>();
  readonly #underWay = new Map<string, Promise<FolderLook>>();

  /** @param look - for tests */
  constructor(registry: StagingRegistry, look: typeof lookAtFolder = lookAtFolder) {
    this.#look = (directory, known) => look(directory, { registry, known });
  }

  /** How the folder is now, or a moment ago. A folder that does not answer within 10 s has STORAGE_FAILED. */
  async look(directory: string): Promise<FolderLook> {
    const looking = this.#underWay.get(directory) ?? this.#begin(directory);
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<FolderLook>((resolve) => {
      timer = setTimeout(() => resolve(NO_ANSWER), PATIENCE_MS).unref();
    });
    try {
      return await Promise.race([looking, patience]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Resolves when no look is under way: the first at a folder makes something in it for a moment. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }

  #begin(directory: string): Promise<FolderLook> {
    const looking = this.#limit(() => this.#look(directory, this.#opened.get(directory) ?? null)).then((found) => {
      this.#underWay.delete(directory);
      if (found.inbox) this.#opened.set(directory, found.inbox);
      else this.#opened.delete(directory);
      return found;
    });
    this.#underWay.set(directory, looking);
    return looking;
  }
}
