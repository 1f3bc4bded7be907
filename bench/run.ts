import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const running = new Set<ChildProcess>();

/** Ids of the programs that were started here, by {@link run} and {@link start}, and have not ended. */
export function runningPids(): readonly number[] {
  return [...running].map(({ pid }) => pid).filter((pid) => pid !== undefined);
}

/** Starts a program; the promise resolves when it ended well, and throws what it said when not. */
export function start(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  running.add(child);
  return finished(child, command).finally(() => running.delete(child));
}

/** Runs a program to its end. */
export async function run(command: string, args: readonly string[]): Promise<void> {
  await start(command, args);
}

/** What a program wrote to its output and, after that, to its errors; empty: it cannot be run. */
export async function outputOf(command: string, args: readonly string[]): Promise<string> {
  try {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
    await once(child, 'close');
    return said.stdout + said.stderr;
  } catch {
    // not installed
    return '';
  }
}

async function finished(child: ChildProcess, name: string): Promise<void> {
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
