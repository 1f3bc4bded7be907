import { expect, type Locator, type Page } from '@playwright/test';
import type { Direction, TransferState } from '../../shared/model/transfer.ts';

/** Rows of one direction, newest first. */
export function rows(page: Page, direction: Direction): Locator {
  return page.locator(`[data-testid="transfer-row"][data-direction="${direction}"]`);
}

/** The row of one transfer. */
export function rowOf(page: Page, transferId: string): Locator {
  return page.locator(`[data-testid="transfer-row"][data-transfer-id="${transferId}"]`);
}

/** Waits for the offer that is on show and gives its transfer id. */
export async function offerId(page: Page): Promise<string> {
  const id = await page.getByTestId('offer-dialog').getAttribute('data-transfer-id');
  if (id === null) throw new Error('an offer without an id');
  return id;
}

export async function acceptOffer(page: Page): Promise<string> {
  const id = await offerId(page);
  await page.getByTestId('offer-accept').click();
  return id;
}

/** Waits until the row shows `state`; big transfers take their time. */
export async function expectState(row: Locator, state: TransferState, timeoutMs = 120_000): Promise<void> {
  await expect(row).toHaveAttribute('data-state', state, { timeout: timeoutMs });
}

/** Waits until bytes have arrived on the other disk, so that "in the middle" is true. */
export async function expectMoving(row: Locator): Promise<void> {
  await expectState(row, 'active');
  await expect(row).not.toHaveAttribute('data-bytes-done', '0');
}
