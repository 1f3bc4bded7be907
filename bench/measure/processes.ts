import { readdirSync, readFileSync } from 'node:fs';
import { parseProcessStat, type ProcessStat } from './proc-stat.ts';

/** All processes of this computer that can be seen; none where there is no /proc. Synchronous: all at one moment, as far as can be. */
export function readProcesses(): readonly ProcessStat[] {
  return namesIn('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => parseProcessStat(read(`/proc/${pid}/stat`)))
    .filter((stat) => stat !== null);
}

/** Proportional set size of one process: what it shares counts in part. 0: it is gone, or belongs to somebody else. */
export function readPssMib(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // it ended a moment ago, or there is no such thing here
    return '';
  }
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    // not Linux
    return [];
  }
}
