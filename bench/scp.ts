import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort, isInstalled, run, untilListening } from './run.ts';
import type { Mover } from './mover.ts';

/** scp with its default cipher, to an sshd of its own on loopback, with keys made for this run. */
export async function startScp(directory: string): Promise<Mover | null> {
  if (!(await isInstalled('scp')) || !(await isInstalled('/usr/sbin/sshd'))) {
    console.log('scp or sshd is not installed: left out');
    return null;
  }
  const home = join(directory, 'ssh');
  const port = await freePort();
  await writeConfig(home, port);
  const daemon = spawn('/usr/sbin/sshd', ['-D', '-f', join(home, 'sshd_config')], { stdio: 'ignore' });
  await untilListening(port);
  return {
    name: 'scp (default cipher)',
    async move(source, target) {
      const startMs = performance.now();
      await run('scp', [
        '-q',
        '-r',
        ...clientOptions(home, port),
        source,
        `${userInfo().username}@127.0.0.1:${target}/`,
      ]);
      return { seconds: (performance.now() - startMs) / 1000 };
    },
    stop() {
      daemon.kill();
      return Promise.resolve();
    },
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

const clientOptions = (home: string, port: number): string[] => [
  ...['-P', String(port), '-i', join(home, 'user'), '-F', '/dev/null'],
  ...['-o', 'StrictHostKeyChecking=no', '-o', `UserKnownHostsFile=${join(home, 'known')}`, '-o', 'BatchMode=yes'],
];
