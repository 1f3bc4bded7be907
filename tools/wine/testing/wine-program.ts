import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer, Socket, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { makeTempDir } from '../../../electron/engine/testing/temp-dir.ts';
import { nodeExeIn, WINE, windowsPath, wineEnvironment } from '../wine-home.mjs';
import { givenWineHome } from './given-home.ts';

/** A script that runs in node.exe, and the line to it: JSON, a line each. */
export interface WineProgram {
  readonly child: ChildProcess;
  tell(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Ends what it hears, which is how it is told to go. */
  hangUp(): void;
}

/**
 * Starts `script` (absolute, of this computer) in node.exe; it is killed after the test. It dials CONTROL_PORT on loopback:
 * node.exe in Wine opens neither a pipe of Linux nor a socket pair, so `fork` and stdin are no way in.
 */
export async function startInWine(
  script: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<WineProgram> {
  const home = givenWineHome();
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // listening on a port says so
  const { port } = server.address() as AddressInfo;
  const outputFile = join(await makeTempDir(), 'output.txt');
  const output = openSync(outputFile, 'a');
  const child = spawn(WINE, [nodeExeIn(home), windowsPath(script), ...args], {
    stdio: ['ignore', output, output],
    env: { ...process.env, ...wineEnvironment(home), ...env, CONTROL_PORT: String(port) },
  });
  closeSync(output);
  onTestFinished(() => void child.kill('SIGKILL'));
  return asProgram(child, await untilDialled(server, child, outputFile));
}

async function untilDialled(server: Server, child: ChildProcess, outputFile: string): Promise<Socket> {
  const waiting = new AbortController();
  const dialled = once(server, 'connection', waiting);
  const ended = once(child, 'exit', waiting);
  try {
    const [first] = (await Promise.race([dialled, ended])) as unknown[];
    if (first instanceof Socket) return first;
    throw new Error(`node.exe ended with code ${String(first)}: ${readFileSync(outputFile, 'utf8')}`);
  } finally {
    waiting.abort();
    await Promise.allSettled([dialled, ended]);
    server.close();
  }
}

function asProgram(child: ChildProcess, socket: Socket): WineProgram {
  socket.setNoDelay(true);
  // a program that is killed resets it; its end is told by the process
  socket.on('error', () => undefined);
  const lines = createInterface({ input: socket });
  return {
    child,
    tell: (message) => void socket.write(`${JSON.stringify(message)}\n`),
    onMessage: (listener) => void lines.on('line', (line) => listener(JSON.parse(line))),
    hangUp: () => void socket.end(),
  };
}
