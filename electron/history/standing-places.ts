import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LanyardError } from '../../shared/errors/lanyard-error.ts';
import type { HistoryFile } from '../../shared/model/history.ts';
import type { HistoryOrigin } from './history-api.ts';
import { standingPath } from './receipt-lines.ts';

/** Where a file should be: `base` is the user's own choice, below it no link is followed. */
export interface StandingPlace {
  readonly base: string;
  /** None: the file is `base` itself. */
  readonly below: readonly string[];
}

/** Null: nobody knows where it was, or its path makes no sense on this computer. */
export type FindPlace = (file: HistoryFile) => StandingPlace | null;

/**
 * Where the files of a received transfer stand: next to the first thing of it that arrived.
 * @throws HISTORY_MOVED when that is not known
 */
export function placesOfReceived({ shownPath }: HistoryOrigin): FindPlace {
  if (shownPath === null) throw new LanyardError('HISTORY_MOVED', 'nobody knows where it was put');
  const base = dirname(shownPath);
  return (file) => {
    const below = toComponents(standingPath(file));
    return below && { base, below };
  };
}

/**
 * Where the files of a sent transfer came from: below what the user dropped, links resolved as when it was sent.
 * @param tops - the names that the dropped things had in the transfer, in order
 * @throws HISTORY_MOVED when that is not known
 */
export async function placesOfSent({ sourcePaths }: HistoryOrigin, tops: readonly string[]): Promise<FindPlace> {
  if (sourcePaths.length === 0) throw new LanyardError('HISTORY_MOVED', 'nobody knows where it came from');
  const bases = new Map<string, string>();
  for (const [top, sourcePath] of pairTops(tops, sourcePaths)) {
    // what is not there any more is found out file by file
    bases.set(top, await realpath(sourcePath).catch(() => sourcePath));
  }
  return (file) => {
    const [top, ...below] = toComponents(file.path) ?? [];
    const base = top === undefined ? undefined : bases.get(top);
    return base === undefined ? null : { base, below };
  };
}

/** Which dropped thing went under which name: its own, or with ` (1)` where that was taken. Some were not sent at all. */
function* pairTops(tops: readonly string[], sourcePaths: readonly string[]): Generator<[string, string]> {
  const taken = new Set<string>();
  let next = 0;
  for (const sourcePath of sourcePaths) {
    const name = basename(sourcePath);
    const top = tops[next];
    if (top === undefined) return;
    const fits = taken.has(name) ? withoutNumber(top) === name : top === name;
    taken.add(name);
    if (!fits) continue;
    taken.add(top);
    next += 1;
    yield [top, sourcePath];
  }
}

function withoutNumber(name: string): string {
  return name.replace(/ \(\d+\)(?=(?:\.[^.]*){0,2}$)/, '');
}

/** Null: would lead elsewhere. The engine never wrote such a path, but the file it comes from can be changed by others. */
function toComponents(path: string): readonly string[] | null {
  const components = path.split('/');
  const isOdd = (name: string): boolean =>
    name === '' || name === '.' || name === '..' || name.includes('\0') || basename(name) !== name;
  return components.some(isOdd) ? null : components;
}

export function pathOf({ base, below }: StandingPlace): string {
  return join(base, ...below);
}
