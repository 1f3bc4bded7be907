import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import { foldName, type NameTraits } from './manifest-check.ts';
import { nameSeries } from './name-length.ts';

/** A folder with more copies of one name has another problem; each try costs a system call. */
const MAX_TRIES = 10_000;

/** Where to go on trying, by folder and series, so that many equal names are not each tried from 1. */
export type SuffixMemory = Map<string, number>;

interface FreeNameQuery {
  /** Of the volume, UTF-8. */
  readonly maxNameBytes: number;
  readonly name: string;
  readonly kind: 'file' | 'directory';
  /** Which folder, in `memory`. */
  readonly folder: number;
  readonly memory: SuffixMemory;
}

const NUMBER_SUFFIX = / \((\d{1,6})\)/g;

/** Whether `found` is one of the `candidateNames` of `name`. */
export function isOfSeries(found: string, name: string, kind: FreeNameQuery['kind'], traits: NameTraits): boolean {
  // a disk may spell it in its own way
  const folded = foldName(found, traits);
  if (folded === foldName(name, traits)) return true;
  const series = nameSeries(name, kind, traits.maxNameBytes);
  const numbers = [...found.matchAll(NUMBER_SUFFIX)].map(([, digits]) => Number(digits));
  return numbers.length > 0 && numbers.some((n) => foldName(series.at(n), traits) === folded);
}

/**
 * The names to try for something, in their order: its own, then `name (1)`, `name (2)` … from where the last one of that
 * series in that folder came to.
 *
 * @throws StorageError STORAGE_FAILED after 10,000 of them
 */
export function* candidateNames({ name, kind, folder, memory, maxNameBytes }: FreeNameQuery): Generator<string, never> {
  yield name;
  const series = nameSeries(name, kind, maxNameBytes);
  const key = `${folder}/${series.key}`;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const n = memory.get(key) ?? 1;
    memory.set(key, n + 1);
    yield series.at(n);
  }
  throw new StorageError('STORAGE_FAILED', 'no free name left', { context: { tries: MAX_TRIES } });
}
