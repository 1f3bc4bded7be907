import type { LaunchedApp } from '../e2e/support/launch-app.ts';

/** How late an event loop was, in milliseconds. */
export interface Lateness {
  readonly p50Ms: number;
  /** Of the timers: what the acceptance is about. */
  readonly p99Ms: number;
  /** What a click at any moment waits, in 99 of 100: one long stop counts by its length here, not as one timer. */
  readonly clickP99Ms: number;
  readonly maxMs: number;
  readonly samples: number;
}

/** Main and page of one app. */
export interface AppLateness {
  readonly main: Lateness;
  readonly page: Lateness;
}

interface LoopProbe {
  reset(): void;
  read(): Lateness;
}

declare global {
  /** Put there by {@link startProbes}, in main and in the page. */
  var __loopProbe: LoopProbe | undefined;
}

/** Looks at both loops from now on, with a timer of 5 ms each: 4 ms is the shortest that a page gets. */
export async function startProbes({ app, page }: LaunchedApp): Promise<void> {
  await Promise.all([app.evaluate(installProbe), page.evaluate(installProbe)]);
}

export async function resetProbes({ app, page }: LaunchedApp): Promise<void> {
  const reset = (): void => globalThis.__loopProbe?.reset();
  await Promise.all([app.evaluate(reset), page.evaluate(reset)]);
}

export async function readProbes({ app, page }: LaunchedApp): Promise<AppLateness> {
  const read = (): Lateness | undefined => globalThis.__loopProbe?.read();
  const [main, ofPage] = await Promise.all([app.evaluate(read), page.evaluate(read)]);
  if (!main || !ofPage) throw new Error('no probe');
  return { main, page: ofPage };
}

/** The same three of main alone. */
export const startMainProbe = ({ app }: LaunchedApp): Promise<void> => app.evaluate(installProbe);

export const resetMainProbe = ({ app }: LaunchedApp): Promise<void> =>
  app.evaluate(() => globalThis.__loopProbe?.reset());

export async function readMainProbe({ app }: LaunchedApp): Promise<Lateness> {
  const main = await app.evaluate(() => globalThis.__loopProbe?.read());
  if (!main) throw new Error('no probe');
  return main;
}

/** Runs over there: it must need nothing from outside of itself. */
function installProbe(): void {
  const EVERY_MS = 5;
  const late = new Float32Array(400_000);
  let count = 0;
  let dueAtMs = performance.now() + EVERY_MS;

  function look(): void {
    const nowMs = performance.now();
    if (count < late.length) late[count++] = Math.max(0, nowMs - dueAtMs);
    dueAtMs = nowMs + EVERY_MS;
    setTimeout(look, EVERY_MS);
  }

  // a stop of L ms makes moments wait up to L: those that wait longer than x are L - x of them
  function ofMoments(sorted: Float32Array, share: number): number {
    const totalMs = sorted.reduce((sum, each) => sum + each + EVERY_MS, 0);
    let lateMs = 0;
    for (let longer = 1; longer <= sorted.length; longer++) {
      lateMs += sorted[sorted.length - longer] ?? 0;
      const limitMs = (lateMs - totalMs * share) / longer;
      if (limitMs >= (sorted[sorted.length - longer - 1] ?? 0)) return limitMs;
    }
    return 0;
  }

  globalThis.__loopProbe = {
    reset() {
      count = 0;
      dueAtMs = performance.now() + EVERY_MS;
    },
    read() {
      const sorted = late.slice(0, count).sort();
      const at = (share: number): number => sorted[Math.min(count - 1, Math.floor(count * share))] ?? 0;
      return { p50Ms: at(0.5), p99Ms: at(0.99), clickP99Ms: ofMoments(sorted, 0.01), maxMs: at(1), samples: count };
    },
  };
  setTimeout(look, EVERY_MS);
}
