import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { treeOf } from '../measure/proc-stat.ts';
import { readProcesses } from '../measure/processes.ts';
import { freePort, isInstalled, run, untilListening } from '../run.ts';

const SSHD = '/usr/sbin/sshd';
/** To end a hang: a session is gone some milliseconds after its client. */
const SETTLE_TURNS = 500;
const SETTLE_TURN_MS = 10;

/** An sshd of its own on loopback, with keys made for this run. */
export interface SshServer {
  readonly pid: number;
  readonly port: number;
  /** `user@127.0.0.1` */
  readonly login: string;
  /** For ssh and scp, all but the port, which they name differently. */
  readonly options: readonly string[];
  /** Resolves when no session is left. */
  settle(): Promise<void>;
  stop(): void;
}

/** Null: it is not installed. */
export async function startSshServer(directory: string): Promise<SshServer | null> {
  if (!(await isInstalled('ssh')) || !(await isInstalled(SSHD))) return null;
  const home = join(directory, 'ssh');
  const port = await freePort();
  await writeConfig(home, port);
  const daemon = spawn(SSHD, ['-D', '-f', join(home, 'sshd_config')], { stdio: 'ignore' });
  const stop = (): void => void daemon.kill();
  process.once('exit', stop);
  await untilListening(port);
  const pid = daemon.pid ?? 0;
  return {
    pid,
    port,
    login: `${userInfo().username}@127.0.0.1`,
    options: clientOptions(home),
    async settle() {
      for (let turn = 0; turn < SETTLE_TURNS && treeOf(readProcesses(), [pid]).length > 1; turn++) {
        await sleep(SETTLE_TURN_MS);
      }
    },
    stop,
  };
}

async function writeConfig(home: string, port: number): Promise<void> {
  await mkdir(home, { mode: 0o700 });
  // where a root sshd drops its privileges; made by the service, which does not run here
  if (userInfo().uid === 0) await mkdir('/run/sshd', { recursive: true });
  for (const key of ['host', 'user']) await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, key)]);
  const config = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(home, 'host')}`,
    `AuthorizedKeysFile ${join(home, 'user.pub')}`,
    `PidFile ${join(home, 'pid')}`,
    'PermitRootLogin yes',
    'StrictModes no',
    'UsePAM no',
    'Subsystem sftp internal-sftp',
  ];
  await writeFile(join(home, 'sshd_config'), `${config.join('\n')}\n`);
}

const clientOptions = (home: string): readonly string[] => [
  ...['-i', join(home, 'user'), '-F', '/dev/null', '-o', 'LogLevel=ERROR', '-o', 'BatchMode=yes'],
  ...['-o', 'StrictHostKeyChecking=no', '-o', `UserKnownHostsFile=${join(home, 'known')}`],
];
