import { readFile } from 'node:fs/promises';
import type { LaunchedApp } from '../e2e/support/launch-app.ts';

const KIB_PER_MIB = 1024;

/** Proportional set size of all processes of the app: shared pages count once. Linux only; 0 elsewhere. */
export async function memoryMib(app: LaunchedApp): Promise<number> {
  return pssMib(await processesOf(app));
}

/** Ids of all processes of the app as they are now. */
export function processesOf({ app }: LaunchedApp): Promise<readonly number[]> {
  return app.evaluate(({ app: electron }) => electron.getAppMetrics().map(({ pid }) => pid));
}

/** The same of processes that are known. */
export async function pssMib(pids: readonly number[]): Promise<number> {
  const sizes = await Promise.all(pids.map(pssKib));
  return sizes.reduce((sum, kib) => sum + kib, 0) / KIB_PER_MIB;
}

async function pssKib(pid: number): Promise<number> {
  try {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  } catch {
    // not Linux, or a process that has just ended
    return 0;
  }
}
