import { execFile } from 'node:child_process';
import { rename, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeTempDir } from './temp-dir.ts';

const run = promisify(execFile);

/** What the shim makes fail; see fault-shim.c. */
export interface DiskFault {
  readonly call: 'write' | 'read' | 'sync' | 'truncate' | 'link' | 'rename' | 'create';
  readonly errno: keyof typeof constants.errno;
  /** Fails what reaches beyond it. Not given: all. */
  readonly beyondBytes?: number;
  /** Of the path: what it must have in it; no white space. */
  readonly path: string;
}

/** What `statfs` tells of all paths that have `path` in them. */
export interface ToldDisk {
  readonly call: 'statfs';
  readonly type: number;
  readonly path: string;
}

/** Writes to all paths that have `path` in them take longer. */
interface SlowDisk {
  readonly call: 'slow';
  readonly micros: number;
  readonly path: string;
}

/** Opening, reading, writing and flushing what has `path` in its path waits as long as this is set. */
interface DeadShare {
  readonly call: 'hang';
  readonly path: string;
}

/** The clock is so much ahead; less than 0: behind. */
interface WrongClock {
  readonly call: 'clock';
  readonly aheadSeconds: number;
}

type Fault = DiskFault | ToldDisk | SlowDisk | DeadShare | WrongClock;

/** A disk that fails on demand, for a process that is started with `env`. */
export interface DiskFaults {
  readonly env: Readonly<Record<string, string>>;
  /** From now on these, and no others. */
  set(faults: readonly Fault[]): Promise<void>;
}

/** Why there is no such disk here; null: there is one. */
export async function whyNoDiskFaults(): Promise<string | null> {
  if (process.platform !== 'linux') return 'a disk that fails on demand is made by LD_PRELOAD';
  return run('cc', ['--version']).then(
    () => null,
    () => 'no C compiler, of which a disk that fails on demand is made',
  );
}

/** Compiles the shim; nothing fails yet. The test must not outlive it. */
export async function startDiskFaults(): Promise<DiskFaults> {
  const directory = await makeTempDir();
  const [shim, control] = [join(directory, 'fault-shim.so'), join(directory, 'faults')];
  const flags = ['-shared', '-fPIC', '-O1', '-Wall', '-Werror'];
  await run('cc', [...flags, '-o', shim, join(import.meta.dirname, 'fault-shim.c'), '-ldl']);
  await writeFile(control, '');
  return {
    env: { LD_PRELOAD: shim, LANYARD_DISK_FAULTS: control },
    set: async (faults) => {
      // in one step, as it is read at any moment
      await writeFile(`${control}~`, faults.map(toLine).join(''));
      await rename(`${control}~`, control);
    },
  };
}

function toLine(fault: Fault): string {
  switch (fault.call) {
    case 'statfs':
      return `statfs ${fault.type} 0 ${fault.path}\n`;
    case 'slow':
      return `slow ${fault.micros} 0 ${fault.path}\n`;
    case 'hang':
      return `hang 1 0 ${fault.path}\n`;
    case 'clock':
      return `clock 0 ${fault.aheadSeconds} -\n`;
    default:
      return `${fault.call} ${constants.errno[fault.errno]} ${fault.beyondBytes ?? 0} ${fault.path}\n`;
  }
}
