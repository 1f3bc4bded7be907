import { randomBytes } from 'node:crypto';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import type { ExistingChoice } from '../../../../shared/model/settings.ts';
import { gapsOf } from '../byte-ranges.ts';
import type { Inbox, InboxTransfer } from '../inbox.ts';
import type { ByteRange, ReceiveState } from '../receive-notes.ts';
import { MemoryNotes } from './memory-notes.ts';
import { directoryEntry, fileEntry, MTIME_MS, orderOf, sha256Hex } from './receive.ts';

/** What one transfer brings; null: a folder. */
export type Contents = readonly (readonly [path: string, content: Buffer | null])[];

export const MIB = 1024 * 1024;

/** Bytes that no two blocks of have in common. */
export function blocksOf(sizeBytes: number): Buffer {
  return randomBytes(sizeBytes);
}

function entriesOf(contents: Contents): readonly ManifestEntry[] {
  return contents.map(([path, content]) => (content === null ? directoryEntry(path) : fileEntry(path, content)));
}

/** What of `content` is not held. */
export function missingOf(content: Buffer, held: readonly ByteRange[]): Buffer {
  return Buffer.concat(gapsOf(held, content.length).map(({ from, to }) => content.subarray(from, to)));
}

/** A transfer that is begun, left at some moment, and gone on with. */
export class Interrupted {
  notes: MemoryNotes;
  /** Bytes that the last `complete` sent. */
  sentBytes = 0;
  /** Where the files stand that were in place when it was begun or resumed last, and those that were sent since. */
  saved = new Map<number, string>();
  readonly #inbox: Inbox;
  readonly #contents: Contents;
  readonly #existing: ExistingChoice;
  readonly #left: InboxTransfer[] = [];

  constructor(inbox: Inbox, contents: Contents, notes = new MemoryNotes(), existing: ExistingChoice = 'keep-both') {
    this.#inbox = inbox;
    this.#contents = contents;
    this.notes = notes;
    this.#existing = existing;
  }

  async begin(): Promise<InboxTransfer> {
    const { notes } = this;
    const order = orderOf(entriesOf(this.#contents), { existing: this.#existing, notes });
    const transfer = await this.#inbox.beginTransfer(order);
    return this.#take(transfer);
  }

  async resume(
    changes: Partial<ReceiveState> = {},
    isStopped = () => false,
    inbox = this.#inbox,
  ): Promise<InboxTransfer> {
    const state = this.notes.state(changes);
    this.notes = this.notes.continue();
    const { notes } = this;
    const order = { ...orderOf(entriesOf(this.#contents)), existing: this.#existing, notes, state, isStopped };
    const transfer = await inbox.resumeTransfer(order);
    return this.#take(transfer);
  }

  /** Sends what is missing. */
  async complete(transfer: InboxTransfer): Promise<void> {
    this.sentBytes = 0;
    for (const [index, [, content]] of this.#contents.entries()) {
      if (content === null) await transfer.makeDirectory(index);
      else if (!this.saved.has(index)) await this.send(transfer, index);
    }
    await transfer.finish();
  }

  /** Sends what is missing of one file and commits it. */
  async send(transfer: InboxTransfer, index: number): Promise<void> {
    const content = this.#contents[index]?.[1] ?? Buffer.alloc(0);
    const missing = missingOf(content, transfer.held(index));
    const part = await transfer.openPart(index);
    if (missing.length > 0) await part.write([missing]);
    this.sentBytes += missing.length;
    this.saved.set(index, (await part.commit(sha256Hex(content), MTIME_MS)).savedAs);
  }

  #take(transfer: InboxTransfer): InboxTransfer {
    this.#left.push(transfer);
    this.saved = new Map([...transfer.placed].map(([index, { savedAs }]) => [index, savedAs]));
    return transfer;
  }

  /** Gives back what a real kill would; leaves the disk as it is. */
  async close(): Promise<void> {
    await Promise.all(this.#left.map((transfer) => transfer.suspend()));
  }
}
