import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Others may end meanwhile, and what they held goes with it. */
const DELAY_MS = 5_000;

let timer: NodeJS.Timeout | undefined;

/**
 * Gives memory back in some seconds. V8 collects when something is made: an engine that has nothing to do after a long list
 * would keep it for hours. Takes about 0.1 s, and once for all that ended meanwhile.
 */
export function collectSoon(): void {
  timer ??= setTimeout(() => {
    timer = undefined;
    setFlagsFromString('--expose-gc');
    // the flag gives new contexts the function
    runInNewContext('globalThis.gc?.()');
  }, DELAY_MS).unref();
}
