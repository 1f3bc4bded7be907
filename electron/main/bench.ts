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
  /** How late main's event loop was since the last reset; nothing is measured before the first. Only with LANYARD_BENCH=1, never in a packaged app. */
  var __lanyardBench: { read(): LoopDelay; reset(): void } | undefined;
}

// the page has drawn itself once it shows who this is and what is near
const USABLE = `new Promise((done) => {
  const isThere = () => document.querySelector('.nearby:not([aria-busy])') !== null;
  const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
  if (isThere()) return drawn();
  const observer = new MutationObserver(() => {
    if (!isThere()) return;
    observer.disconnect();
    drawn();
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true });
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
  const toMs = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  globalThis.__lanyardBench = {
    read: () => ({
      p50Ms: toMs(histogram.percentile(50)),
      p99Ms: toMs(histogram.percentile(99)),
      maxMs: toMs(histogram.max),
    }),
    reset() {
      // from the first reset on: a timer of 1 ms is nothing that an idle app should have
      histogram.enable();
      histogram.reset();
    },
  };
}
