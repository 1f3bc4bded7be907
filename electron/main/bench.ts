import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Milliseconds between two looks; taken off what is measured, so that an idle loop reads about 0. */
const RESOLUTION_MS = 1;

interface LoopDelay {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

declare global {
  /** How late main's event loop was. Only with LANYARD_BENCH=1, never in a packaged app. */
  var __lanyardBench: { read(): LoopDelay; reset(): void } | undefined;
}

/** Lets the bench read the main process's event-loop delay through Playwright's `app.evaluate`. */
export function setupBench(): void {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const toMs = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  globalThis.__lanyardBench = {
    read: () => ({
      p50Ms: toMs(histogram.percentile(50)),
      p99Ms: toMs(histogram.percentile(99)),
      maxMs: toMs(histogram.max),
    }),
    reset: () => histogram.reset(),
  };
}
