import type { TestProject } from 'vitest/node';
import './given-home.ts';
import { prepareWine, stopWine } from '../set-up.mjs';

/** Wine is there for all tests of a run, and nothing of it is left afterwards. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const wine = await prepareWine();
  if ('reason' in wine) throw new Error(wine.reason);
  provide('wineHome', wine.home);
  return () => stopWine(wine.home);
}
