import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Others may end meanwhile, and what they held goes with it. */
const DELAY_MS = 5_000;
/** So much is not waited for: V8 lets garbage grow to some times what lives. */
const AT_ONCE_BYTES = 32 * 1024 * 1024;

/** Keeps the empty pages, for what comes next. */
const COLLECT = 'globalThis.gc?.()';
/** Gives them to the system, too (measured: Electron 33, a worker). To the V8 of Node 20 it says less than the one before. */
const GIVE_BACK = "globalThis.gc?.({ type: 'major', flavor: 'last-resort' })";

let droppedBytes = 0;
let timer: NodeJS.Timeout | undefined;

/**
 * Gives memory back to the system in some seconds; when much was dropped, it can be used again at once. V8 collects when
 * something is made: an engine that has nothing to do after a long list would keep it for hours. Takes about 0.1 s each
 * time, and once for all that ended meanwhile.
 *
 * @param bytes - of memory that nothing refers to any more
 */
export function collectSoon(bytes: number): void {
  droppedBytes += bytes;
  if (droppedBytes >= AT_ONCE_BYTES) {
    droppedBytes = 0;
    setTimeout(collect, 0, COLLECT).unref();
  }
  timer ??= setTimeout(() => {
    timer = undefined;
    collect(COLLECT);
    collect(GIVE_BACK);
  }, DELAY_MS).unref();
}

function collect(how: string): void {
  setFlagsFromString('--expose-gc');
  // the flag gives new contexts the function
  runInNewContext(how);
}
