import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { ROOT } from '../e2e/support/app-command.ts';
import type { Machine } from './report/results.ts';
import { outputOf } from './run.ts';

/** Of the machine and what is on it now; to be read before anything is started. */
export async function readMachine(): Promise<Omit<Machine, 'media' | 'minutes'>> {
  const [processor] = cpus();
  return {
    startedAt: new Date().toISOString(),
    commit: await readCommit(),
    cpu: processor?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 1024 ** 3),
    kernel: `${type()} ${release()}`,
    versions: { Node: process.version, ...(await readVersions()) },
    loadBefore: loadavg()[0] ?? 0,
  };
}

/** With a mark when something is changed that is not committed. */
async function readCommit(): Promise<string> {
  const commit = (await outputOf('git', ['-C', ROOT, 'rev-parse', '--short', 'HEAD'])).trim();
  const changes = (await outputOf('git', ['-C', ROOT, 'status', '--porcelain'])).trim();
  return changes === '' ? commit : `${commit} and changes`;
}

async function readVersions(): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  const asked = [
    ['OpenSSH', 'ssh', '-V'],
    ['rsync', 'rsync', '--version'],
    ['tar', 'tar', '--version'],
  ] as const;
  for (const [name, program, argument] of asked) {
    const version = /\d+\.\d+[\w.]*/.exec(await outputOf(program, [argument]))?.[0];
    if (version !== undefined) versions[name] = version;
  }
  return versions;
}
