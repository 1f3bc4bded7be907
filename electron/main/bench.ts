import { monitorEventLoopDelay } from 'node:perf_hooks';
import { app } from 'electron';

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

// the page has drawn itself once it shows who this is and what is near
const USABLE = `new Promise((done) => {
  const look = () => document.querySelector('.nearby:not([aria-busy])') ? requestAnimationFrame(() => requestAnimationFrame(() => done(true))) : requestAnimationFrame(look);
  look();
})`;

/** Says on stdout when the window can be used. */
function sayUsable(): void {
  app.once('web-contents-created', (_event, contents) => {
    contents.once('did-finish-load', () => {
      void contents.executeJavaScript(USABLE).then(() => process.stdout.write('bench: usable\n'));
    });
  });
}

/** Lets the bench read the main process's event-loop delay through Playwright's `app.evaluate`. */
export function setupBench(): void {
  sayUsable();
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
