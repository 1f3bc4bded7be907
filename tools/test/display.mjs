import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PlainError } from '../process/say.mjs';

/** Milliseconds, only to end a hang: Xvfb says when it is ready, on a busy machine after 2 s at most. */
const START_MS = 120_000;

/** Whether windows can open here without more ado. */
export function hasDisplay() {
  return process.platform !== 'linux' || !!process.env['DISPLAY'] || !!process.env['WAYLAND_DISPLAY'];
}

/**
 * Starts a virtual screen where there is none; from then on this process and its children have DISPLAY set.
 * @returns {Promise<{ stop(): void }>}
 */
export async function startDisplay() {
  if (hasDisplay()) return { stop: () => undefined };
  // it picks a free number itself and writes it to descriptor 3 once it listens
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const stop = () => void server.kill();
  process.once('exit', stop);
  const chosen = /** @type {import('node:stream').Readable} */ (server.stdio[3]);
  const signal = AbortSignal.timeout(START_MS);
  try {
    const [text] = /** @type {Buffer[]} */ (
      await Promise.race([once(chosen, 'data', { signal }), failing(server, signal)])
    );
    process.env['DISPLAY'] = `:${String(text).trim()}`;
  } catch (cause) {
    stop();
    throw new PlainError(`Xvfb, the virtual screen, did not start: ${String(cause)}`);
  }
  return { stop };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {AbortSignal} signal
 * @returns {Promise<never>} rejects when it could not be started or ended by itself
 */
async function failing(child, signal) {
  const [code] = /** @type {unknown[]} */ (await once(child, 'exit', { signal }));
  throw new Error(`it ended with code ${String(code)}`);
}
