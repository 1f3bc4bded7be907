import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import { nameSeries } from './name-length.ts';
import { toSafeComponent, type NameRules } from './safe-name.ts';

/** What a volume makes of names. */
export interface NameTraits {
  readonly rules: NameRules;
  /** `A` and `a` are one file. */
  readonly isCaseInsensitive: boolean;
  /** `é` and `e` + U+0301 are one file. */
  readonly isNormalizing: boolean;
  /** The longest name it takes, UTF-8. */
  readonly maxNameBytes: number;
}

/** Where each entry of a manifest is to stand, by index. */
export interface PathPlan {
  /** What the names of its volume are held to. */
  readonly traits: NameTraits;
  /** Relative, `/` between components, every component safe, no two the same file. */
  readonly safePaths: readonly string[];
  /** Last component of the safe path. */
  readonly names: readonly string[];
  /** Index of the folder an entry lies in; -1 for the inbox itself. */
  readonly parents: readonly number[];
}

/** Depth of the deepest entry. The wire has the same limit; here it keeps the whole plan linear in its input. */
const MAX_DEPTH = 64;

const TOP = -1;

interface Folder {
  readonly taken: Set<string>;
  /** Series key → next number to try: each candidate name is tried once, so that 100,000 equal names stay linear. */
  readonly nextSuffix: Map<string, number>;
}

function refuse(reason: string, index: number): never {
  throw new StorageError('STORAGE_UNSAFE', reason, { context: { index } });
}

const ASCII = /^[\0-\x7f]*$/;

/** Folds more than any one file system does: that costs a visible ` (1)`, folding less would cost a surprise. */
export function foldName(name: string, { isCaseInsensitive, isNormalizing }: NameTraits): string {
  if (ASCII.test(name)) return isCaseInsensitive ? name.toLowerCase() : name;
  // twice: `ẞ` is its own upper case and lowers to `ß`, whose upper case is `SS`
  const cased = isCaseInsensitive ? name.toLowerCase().toUpperCase().toLowerCase() : name;
  return isCaseInsensitive || isNormalizing ? cased.normalize('NFC') : cased;
}

/** Takes `name`, or the first free one of its series, in `folder`. */
function takeName(folder: Folder, name: string, kind: ManifestEntry['kind'], traits: NameTraits): string {
  const wanted = foldName(name, traits);
  if (!folder.taken.has(wanted)) {
    folder.taken.add(wanted);
    return name;
  }
  const series = nameSeries(name, kind, traits.maxNameBytes);
  const key = foldName(series.key, traits);
  for (let n = folder.nextSuffix.get(key) ?? 1; ; n += 1) {
    const candidate = series.at(n);
    const folded = foldName(candidate, traits);
    if (folder.taken.has(folded)) continue;
    folder.taken.add(folded);
    folder.nextSuffix.set(key, n + 1);
    return candidate;
  }
}

/** Components of a path that stays below where it starts; anything else is refused, never repaired. */
function splitSafely(path: string, index: number): readonly string[] {
  const components = path.split('/', MAX_DEPTH + 1);
  if (components.length > MAX_DEPTH) refuse('entry lies too deep', index);
  for (const component of components) {
    if (component === '' || component === '.' || component === '..') refuse('path leaves its folder', index);
    if (component.includes('\0')) refuse('path has a NUL', index);
  }
  return components;
}

/**
 * Plans the place of every entry before the first write: safe names, and a visible ` (1)` where two would be one file
 * on this volume. What lies in a renamed folder follows it. Linear in the size of the manifest.
 *
 * @throws StorageError STORAGE_UNSAFE for absolute or escaping paths, the same path twice, an entry whose folder does
 * not stand before it, or a file under a file
 */
export function planPaths(entries: readonly ManifestEntry[], traits: NameTraits): PathPlan {
  const byPath = new Map<string, number>();
  const folders = new Map<number, Folder>();
  const plan = { traits, safePaths: [] as string[], names: [] as string[], parents: [] as number[] };

  // made for its first entry: of 200,000 empty folders each would take half a kilobyte
  const folderAt = (parent: number, index: number): Folder => {
    if (parent !== TOP && entries[parent]?.kind !== 'directory') refuse('entry lies in a file', index);
    const folder = folders.get(parent) ?? { taken: new Set(), nextSuffix: new Map() };
    folders.set(parent, folder);
    return folder;
  };
  const parentOf = (components: readonly string[], index: number): number => {
    if (components.length === 1) return TOP;
    const parent = byPath.get(components.slice(0, -1).join('/'));
    return parent ?? refuse('folder of the entry is not listed before it', index);
  };

  entries.forEach((entry, index) => {
    const components = splitSafely(entry.path, index);
    if (byPath.has(entry.path)) refuse('path listed twice', index);
    const parent = parentOf(components, index);
    const folder = folderAt(parent, index);
    const safe = toSafeComponent(components.at(-1) ?? '', traits.rules, entry.kind, traits.maxNameBytes);
    const name = takeName(folder, safe, entry.kind, traits);
    const safePath = parent === TOP ? name : `${plan.safePaths[parent] ?? ''}/${name}`;
    byPath.set(entry.path, index);
    plan.safePaths.push(safePath);
    plan.names.push(name);
    plan.parents.push(parent);
  });
  return plan;
}
