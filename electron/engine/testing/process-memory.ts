import { readFile } from 'node:fs/promises';
import type { EngineProcess } from './engine-process.ts';

/** Memory that the process has now; 0: it is gone, or this is not Linux. */
export async function readRssBytes({ pid }: EngineProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}
