import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs a program to its end; throws what it said when it fails. */
export async function run(command: string, args: readonly string[]): Promise<void> {
  await finished(spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] }), command);
}

/** Resolves when `child` ended well. */
export async function finished(child: ChildProcess, name: string): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  // the child's 'exit' gives its code first
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${name} failed: ${said.trim()}`);
}

/** Whether a program is on this computer. */
export async function isInstalled(command: string): Promise<boolean> {
  try {
    await run('sh', ['-c', `command -v ${command}`]);
    return true;
  } catch {
    // `command -v` says no by its exit code
    return false;
  }
}

/** A TCP port of 127.0.0.1 that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Resolves when something listens on that port of 127.0.0.1, by the kernel's own list: a probe would be taken for a client. */
export async function untilListening(port: number): Promise<void> {
  const wanted = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`;
  for (let turn = 0; turn < 500; turn++) {
    if ((await readFile('/proc/net/tcp', 'utf8')).includes(wanted)) return;
    await sleep(10);
  }
  throw new Error(`nothing listens on ${port}`);
}
