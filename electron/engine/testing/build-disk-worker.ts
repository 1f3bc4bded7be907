import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundleScript } from './bundle-script.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Absolute path of a disk thread that plain Node runs. */
    diskWorker: string;
  }
}

/** Once for all tests with engines in their own process. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'lanyard-disk-'));
  // also for tests that act as an ordinary user
  await chmod(directory, 0o755);
  project.provide('diskWorker', await bundleScript(directory, join(import.meta.dirname, '../disk-thread/worker.ts')));
  return () => rm(directory, { recursive: true, force: true });
}
