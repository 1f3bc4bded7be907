import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds: at a login the desktop's panel may come later than we do. */
const ASK_AGAIN_MS = 1_000;
const GIVE_UP_MS = 10_000;

/** Knows whether a tray icon would be seen. */
export interface TrayWatch {
  isThere(): boolean;
  /** Resolves when there is a place for the icon, or when it is given up. */
  readonly settled: Promise<void>;
}

/**
 * Asks until there is a place for an icon, for 10 s at most; what stands at the end stands until the app ends.
 * @param onFound - called once, if there is one
 */
export function startTrayWatch(ask: () => Promise<boolean>, onFound: () => void): TrayWatch {
  let isThere = false;
  async function watch(): Promise<void> {
    const giveUpAtMs = performance.now() + GIVE_UP_MS;
    for (;;) {
      isThere = await ask();
      if (isThere) onFound();
      if (isThere || performance.now() > giveUpAtMs) return;
      await pause(ASK_AGAIN_MS, undefined, { ref: false });
    }
  }
  return { isThere: () => isThere, settled: watch() };
}
