import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Others may end meanwhile, and what they held goes with it. */
const DELAY_MS = 5_000;
/** So much is not waited for: V8 lets garbage grow to some times what lives. */
const AT_ONCE_BYTES = 32 * 1024 * 1024;

let droppedBytes = 0;
let timer: NodeJS.Timeout | undefined;

/**
 * Gives memory back in some seconds, or at once when much was dropped. V8 collects when something is made: an engine that
 * has nothing to do after a long list would keep it for hours. Takes about 0.1 s, and once for all that ended meanwhile.
 *
 * @param bytes - of memory that nothing refers to any more
 */
export function collectSoon(bytes: number): void {
  droppedBytes += bytes;
  const isMuch = droppedBytes >= AT_ONCE_BYTES;
  if (timer && !isMuch) return;
  clearTimeout(timer);
  timer = setTimeout(collect, isMuch ? 0 : DELAY_MS).unref();
}

function collect(): void {
  timer = undefined;
  droppedBytes = 0;
  setFlagsFromString('--expose-gc');
  // the flag gives new contexts the function
  runInNewContext('globalThis.gc?.()');
}
