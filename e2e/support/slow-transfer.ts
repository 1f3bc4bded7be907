import { expect } from '@playwright/test';
import type { LaunchedApp } from './launch-app.ts';

const MIB = 1024 * 1024;

/** Written past the page cache, as every large file is, and in the middle for a minute after {@link slowDown}. */
export const SLOW_BYTES = 32 * MIB;

/** From now on `sender` sends half a MiB a second, so that the middle of a transfer lasts, and the file need not be huge. */
export function slowDown(sender: LaunchedApp): Promise<void> {
  return limitUpload(sender, MIB / 2);
}

/** From now on `sender` sends as fast as it can. */
export function speedUp(sender: LaunchedApp): Promise<void> {
  return limitUpload(sender, null);
}

async function limitUpload(sender: LaunchedApp, uploadLimit: number | null): Promise<void> {
  const api = await sender.api();
  const reply = await api.evaluate((lanyard, limit) => lanyard.changeSettings({ uploadLimit: limit }), uploadLimit);
  expect(reply).toEqual({ ok: true, value: null });
}
