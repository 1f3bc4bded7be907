import type { LaunchedApp } from '../e2e/support/launch-app.ts';
import { readPssMib } from './measure/processes.ts';

/** Proportional set size of all processes of the app: shared pages count once. Linux only; 0 elsewhere. */
export async function memoryMib(app: LaunchedApp): Promise<number> {
  return pssMib(await processesOf(app));
}

/** Ids of all processes of the app as they are now. */
export function processesOf({ app }: LaunchedApp): Promise<readonly number[]> {
  return app.evaluate(({ app: electron }) => electron.getAppMetrics().map(({ pid }) => pid));
}

/** The same of processes that are known. */
export const pssMib = (pids: readonly number[]): number => pids.reduce((sum, pid) => sum + readPssMib(pid), 0);
