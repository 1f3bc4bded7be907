import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import { nameSeries } from './name-length.ts';
import { errnoOf } from './storage-error.ts';

/** A folder with more copies of one name has another problem; each try costs a system call. */
const MAX_TRIES = 10_000;

/** Where to go on trying, by folder and series, so that many equal names are not each tried from 1. */
export type SuffixMemory = Map<string, number>;

interface FreeNameQuery {
  readonly name: string;
  readonly kind: 'file' | 'directory';
  /** Which folder, in `memory`. */
  readonly folder: number;
  readonly memory: SuffixMemory;
}

const NUMBER_SUFFIX = / \((\d{1,6})\)/g;

/** Whether `takeFreeName` may have given `found` to what was to be called `name`. */
export function isOfSeries(found: string, name: string, kind: FreeNameQuery['kind']): boolean {
  if (found === name) return true;
  const numbers = [...found.matchAll(NUMBER_SUFFIX)].map(([, digits]) => Number(digits));
  return numbers.length > 0 && numbers.some((n) => nameSeries(name, kind).at(n) === found);
}

/** What `take` throws for a name that it knows to be taken, said as the system says it. */
export function nameTaken(): Error {
  return Object.assign(new Error('the name is taken'), { code: 'EEXIST' });
}

/** Whether `take` got the name; false: something has it already. */
async function tryTake(name: string, take: (name: string) => Promise<void>): Promise<boolean> {
  try {
    await take(name);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Gives something its name, or the first free one of `name (1)`, `name (2)` …; never touches what is there.
 *
 * @param take - must claim the name in one step and fail with EEXIST when it is taken
 * @returns the name it got
 */
export async function takeFreeName(query: FreeNameQuery, take: (name: string) => Promise<void>): Promise<string> {
  if (await tryTake(query.name, take)) return query.name;
  const series = nameSeries(query.name, query.kind);
  const key = `${query.folder}/${series.key}`;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const n = query.memory.get(key) ?? 1;
    query.memory.set(key, n + 1);
    const candidate = series.at(n);
    if (await tryTake(candidate, take)) return candidate;
  }
  throw new StorageError('STORAGE_FAILED', 'no free name left', { context: { tries: MAX_TRIES } });
}
