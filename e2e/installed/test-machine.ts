import { execFile } from 'node:child_process';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

export const run = promisify(execFile);

const facts = z.object({
  /** An ordinary user made for these tests. */
  uid: z.int().min(1),
  gid: z.int().min(1),
  home: z.string(),
  /** Paths under /usr, /opt and /etc before the package was installed, one a line. */
  filesBefore: z.string(),
});

/** What tools/test/package-suite.mjs has set up. */
export const MACHINE = facts.parse(JSON.parse(process.env['LANYARD_INSTALLED_TEST'] ?? '{}'));

/** Every path that a package may leave behind. */
export async function listSystemFiles(): Promise<string[]> {
  const { stdout } = await run('find', ['/usr', '/opt', '/etc', '/var/lib/dpkg/info', '-xdev', '-print'], {
    maxBuffer: 256 * 1024 * 1024,
  });
  return stdout.split('\n').filter((path) => path !== '' && !path.endsWith('.pyc') && !path.endsWith('/__pycache__'));
}

/** Paths of all files below, for people to read when a test fails. */
export async function listBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

export async function isExecutable(path: string): Promise<boolean> {
  return ((await lstat(path)).mode & 0o111) === 0o111;
}
