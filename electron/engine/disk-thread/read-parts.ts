import { createHash, type Hash } from 'node:crypto';
import { closeSync } from 'node:fs';
import { DiskCallError, outcomeOf, type DiskFailure, type Outcome } from './disk-failure.ts';
import { assertUnchanged, openSource, readFully, type FileToRead, type OpenSource } from './read-sources.ts';

export interface PartToRead {
  /** The same for all parts of one file, and for no other. */
  readonly id: number;
  readonly file: FileToRead;
  /** All of a file is asked for, in order. */
  readonly from: number;
  /** In shared memory, as long as the part. Not to be looked at until the answer is there. */
  readonly target: Uint8Array;
}

/** SHA-256 of the whole file, 64 hex digits, after its last part; else null. */
type PartRead = Outcome<string | null>;

interface Reading {
  readonly hash: Hash;
  /** Null: it is closed, all is read. */
  source: OpenSource | null;
  /** Of it, and of all parts that are asked for after that. */
  failure: DiskFailure | null;
}

/** Reads large files part by part, and hashes them on the way. */
export class PartReader {
  readonly #readings = new Map<number, Reading>();

  /** The last part is good only if the file is as it was at its opening. */
  readPart(order: PartToRead): PartRead {
    const reading = this.#readings.get(order.id) ?? { hash: createHash('sha256'), source: null, failure: null };
    if (reading.failure) return { failure: reading.failure };
    this.#readings.set(order.id, reading);
    const outcome = outcomeOf(() => readNext(reading, order));
    if (outcome.failure) {
      reading.failure = outcome.failure;
      close(reading);
    }
    return outcome;
  }

  /** Nothing more of it is needed. */
  closeSource(id: number): void {
    const reading = this.#readings.get(id);
    if (reading) close(reading);
    this.#readings.delete(id);
  }
}

function close(reading: Reading): void {
  const { source } = reading;
  reading.source = null;
  if (source) outcomeOf(() => closeSync(source.fd));
}

function readNext(reading: Reading, { file, from, target }: PartToRead): string | null {
  if (from === 0) reading.source = openSource(file);
  const { source, hash } = reading;
  if (!source) throw new DiskCallError({ code: '', message: 'bug: parts out of order' });
  readFully(source, target, from);
  hash.update(target);
  if (from + target.length < file.sizeBytes) return null;
  assertUnchanged(source);
  close(reading);
  return hash.digest('hex');
}
