import fs from 'node:fs';
import { open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

// To be imported before anything else by a process that is to die at an exact step of its work on the disk.
// LANYARD_KILL_POINT: KillPoint as JSON, or nothing. Each thread counts its own steps.

/** A step is a call that changes something on the disk. Threads of the pool may still end what they had begun. */
export interface KillPoint {
  /** Only calls of that name count, e.g. `link`; null: all that change something. */
  readonly call: string | null;
  /** Only calls with an argument that ends so count, e.g. the name of a file; null: all. */
  readonly path: string | null;
  /** The first is 1. */
  readonly nth: number;
  /** `before`: the system was not asked yet. `after`: it has done it, and nobody knows. */
  readonly when: 'before' | 'after';
}

const CHANGING = [
  'appendFile',
  'chmod',
  'copyFile',
  'link',
  'mkdir',
  'mkdtemp',
  'rename',
  'rm',
  'rmdir',
  'symlink',
  'truncate',
  'unlink',
  'utimes',
  'writeFile',
] as const;
const CHANGING_HANDLE = [
  'appendFile',
  'chmod',
  'datasync',
  'sync',
  'truncate',
  'utimes',
  'write',
  'writeFile',
  'writev',
] as const;
const CHANGING_CALLBACK = ['fdatasync', 'fsync', 'ftruncate', 'link', 'rename', 'unlink', 'write', 'writev'] as const;
const CHANGING_SYNC = [
  ...['appendFileSync', 'fsyncSync', 'ftruncateSync', 'futimesSync', 'linkSync', 'renameSync', 'unlinkSync'],
  ...['writeFileSync', 'writeSync', 'writevSync'],
] as const;

type Callable = (this: unknown, ...args: unknown[]) => unknown;

const die = (): void => void process.kill(process.pid, 'SIGKILL');

class Executioner {
  readonly #point: KillPoint;
  #count = 0;

  constructor(point: KillPoint) {
    this.#point = point;
  }

  /** Puts a counting function in the place of `owner[name]`. */
  watch(owner: object, name: string): void {
    const original: unknown = Reflect.get(owner, name);
    if (typeof original !== 'function') return;
    const call = name.replace(/Sync$/, '');
    const isDue = (args: readonly unknown[]): boolean => this.#isDue(call, args);
    const { when } = this.#point;
    const watched: Callable = function (...args) {
      const mustDie = isDue(args);
      if (mustDie && when === 'before') die();
      const callback = args.at(-1);
      if (mustDie && typeof callback === 'function') args[args.length - 1] = die;
      const result: unknown = Reflect.apply(original, this, args);
      // at once where nothing waits for it, not when a promise has its turn
      if (mustDie && when === 'after' && name.endsWith('Sync')) die();
      if (mustDie && typeof callback !== 'function') void Promise.resolve(result).then(die, die);
      // nobody hears of it
      return mustDie && typeof callback !== 'function' ? new Promise(() => undefined) : result;
    };
    Reflect.set(owner, name, watched);
  }

  #isDue(name: string, args: readonly unknown[]): boolean {
    const { call, path, nth } = this.#point;
    if (call !== null && call !== name) return false;
    if (path !== null && !args.some((value) => typeof value === 'string' && value.endsWith(path))) return false;
    return ++this.#count === nth;
  }
}

async function arm(point: KillPoint): Promise<void> {
  const executioner = new Executioner(point);
  for (const name of CHANGING) executioner.watch(fs.promises, name);
  for (const name of CHANGING_CALLBACK) executioner.watch(fs, name);
  for (const name of CHANGING_SYNC) executioner.watch(fs, name);
  const handle = await open(process.execPath);
  for (const name of CHANGING_HANDLE) executioner.watch(Object.getPrototypeOf(handle) as object, name);
  await handle.close();
  syncBuiltinESMExports();
}

// written by a test of ours
const point = JSON.parse(process.env['LANYARD_KILL_POINT'] || 'null') as KillPoint | null;
if (point) await arm(point);
