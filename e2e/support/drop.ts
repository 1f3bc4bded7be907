import { expect, type Locator, type Page } from '@playwright/test';

/** The tile of the device with that shown name. */
export function tileOf(page: Page, peerName: string): Locator {
  return page.locator(`[data-testid="peer-tile"][data-peer-name="${peerName}"]`);
}

/**
 * Drops real files and folders onto the middle of `target`, as the desktop does: Chromium gets a drag from outside
 * with absolute paths, so the page sees File objects with real paths behind them.
 */
export async function dropFiles(page: Page, target: Locator, paths: readonly string[]): Promise<void> {
  const box = await target.boundingBox();
  if (!box) throw new Error('nothing to drop on');
  const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...point, data });
  }
  await session.detach();
}

/** Drops `paths` on the tile of `peerName` once it is online. */
export async function dropOnPeer(page: Page, peerName: string, paths: readonly string[]): Promise<void> {
  const tile = tileOf(page, peerName);
  await expect(tile).toHaveAttribute('data-status', 'online');
  await dropFiles(page, tile, paths);
}
