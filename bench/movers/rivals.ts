import { basename, dirname } from 'node:path';
import { freePort, isInstalled, outputOf, run, start, untilListening } from '../run.ts';
import { commandMover, quote } from './command-mover.ts';
import type { MoverId } from './mover-facts.ts';
import type { Errand, Mover } from './mover.ts';
import type { SshServer } from './ssh-server.ts';

type Move = (errand: Errand) => Promise<void>;

/** What another program needs, and how it moves. */
interface Rival {
  readonly programs: readonly string[];
  /** Why this version of them cannot do it; null: it can. */
  readonly missing?: () => Promise<string | null>;
  readonly server: (server: SshServer | null) => SshServer | null;
  /** Null: it cannot be done without an sshd. */
  readonly bind: (server: SshServer | null) => Move | null;
}

const overSsh = (move: (errand: Errand, server: SshServer) => Promise<void>): Pick<Rival, 'server' | 'bind'> => ({
  server: (server) => server,
  bind: (server) => server && ((errand) => move(errand, server)),
});

const withoutSsh = (move: Move): Pick<Rival, 'server' | 'bind'> => ({ server: () => null, bind: () => move });

const scp =
  (...switches: readonly string[]) =>
  ({ source, target }: Errand, { port, options, login }: SshServer): Promise<void> =>
    run('scp', ['-q', '-r', ...switches, '-P', String(port), ...options, source, `${login}:${target}/`]);

const rsync =
  (...switches: readonly string[]) =>
  ({ source, target }: Errand, { port, options, login }: SshServer): Promise<void> =>
    run('rsync', ['-a', ...switches, '-e', ['ssh', '-p', port, ...options].join(' '), source, `${login}:${target}/`]);

function tar({ source, target }: Errand, { port, options, login }: SshServer): Promise<void> {
  const there = quote(`tar -x -C ${quote(target)}`);
  return run('sh', ['-c', `${pack(source)} | ssh -p ${port} ${options.map(quote).join(' ')} ${login} ${there}`]);
}

/** No encryption, no check, no flush: the most that loopback gives. */
async function nc({ source, target }: Errand): Promise<void> {
  const port = await freePort();
  const receiver = start('sh', ['-c', `nc -l -N 127.0.0.1 ${port} | tar -x -C ${quote(target)}`]);
  await untilListening(port);
  await Promise.all([receiver, run('sh', ['-c', `${pack(source)} | nc -N 127.0.0.1 ${port}`])]);
}

const pack = (source: string): string => `tar -c -C ${quote(dirname(source))} ${quote(basename(source))}`;

async function missingFsync(): Promise<string | null> {
  return (await outputOf('rsync', ['--help'])).includes('--fsync') ? null : 'this rsync has no --fsync';
}

const RIVALS: Readonly<Record<Exclude<MoverId, 'apps' | 'engines'>, Rival>> = {
  scp: { programs: ['scp'], ...overSsh(scp()) },
  'scp-gcm': { programs: ['scp'], ...overSsh(scp('-c', 'aes128-gcm@openssh.com')) },
  rsync: { programs: ['rsync'], ...overSsh(rsync()) },
  'rsync-fsync': { programs: ['rsync'], missing: missingFsync, ...overSsh(rsync('--fsync')) },
  tar: { programs: ['tar'], ...overSsh(tar) },
  nc: { programs: ['tar', 'nc'], ...withoutSsh(nc) },
};

/** The mover, or why there is none on this computer. */
export async function rivalMover(id: keyof typeof RIVALS, server: SshServer | null): Promise<Mover | string> {
  const rival = RIVALS[id];
  for (const program of rival.programs) if (!(await isInstalled(program))) return `${program} is not installed`;
  const missing = (await rival.missing?.()) ?? null;
  if (missing !== null) return missing;
  const move = rival.bind(server);
  return move ? commandMover(id, rival.server(server), move) : 'ssh or sshd is not installed';
}
