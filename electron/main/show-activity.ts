import { powerSaveBlocker, type BrowserWindow } from 'electron';
import type { Activity } from './activity.ts';
import { windowTitle } from './text/text.ts';

/** Shows what goes on in the title and on the taskbar. */
export function showActivity(window: BrowserWindow, { fraction, movingCount }: Activity): void {
  const isMoving = movingCount > 0;
  window.setTitle(windowTitle(isMoving ? fraction : null));
  // -1 takes the bar away
  window.setProgressBar(fraction ?? -1, { mode: isMoving ? 'normal' : 'paused' });
}

/** Returns a function that keeps the computer awake while `isMoving`, and lets the screen go dark. */
export function createWakeLock(): (isMoving: boolean) => void {
  let blockerId: number | null = null;
  return (isMoving) => {
    if (isMoving) blockerId ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (blockerId !== null) {
      powerSaveBlocker.stop(blockerId);
      blockerId = null;
    }
  };
}
