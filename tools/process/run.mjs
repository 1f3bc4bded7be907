import { spawn } from 'node:child_process';
import { ROOT } from './project-root.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] default: the repository
 * @property {Record<string, string | undefined>} [env] added to our own environment
 * @property {'stdout' | 'stderr' | 'keep' | 'none'} [output] where its stdout goes; `keep`: into the result.
 *   Default: stderr
 * @property {boolean} [isQuiet] its stderr is dropped; default: shown
 * @property {number} [timeoutMs] the program and all it started are killed after it; default: no limit
 */

/**
 * Runs a program to its end. Does not throw when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, stdout: string, isTimedOut: boolean }>} code is 1 when it was killed or not found
 */
export function run(command, args, options = {}) {
  const { cwd = ROOT, env = {}, output = 'stderr', isQuiet = false, timeoutMs } = options;
  // a group of its own, so that a time-out ends the grandchildren too
  const isGroup = timeoutMs !== undefined && process.platform !== 'win32';
  const child = spawn(command, [...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', stdoutFor(output), isQuiet ? 'ignore' : 'inherit'],
    detached: isGroup,
    // npm and friends are .cmd files there
    shell: process.platform === 'win32' && !command.endsWith('.exe'),
  });
  const stop = () => killTree(child.pid, isGroup);
  return new Promise((resolve) => {
    let stdout = '';
    let isTimedOut = false;
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stdout += text));
    const timer = timeoutMs === undefined ? undefined : setTimeout(onTimeout, timeoutMs);
    if (isGroup) process.once('SIGINT', onInterrupt).once('SIGTERM', onInterrupt);

    function onTimeout() {
      isTimedOut = true;
      stop();
    }
    function onInterrupt() {
      stop();
      process.exit(130);
    }
    /** @param {number} code */
    function finish(code) {
      clearTimeout(timer);
      process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
      resolve({ code, stdout, isTimedOut });
    }
    child.once('error', () => finish(1));
    child.once('close', (code) => finish(code ?? 1));
  });
}

/** @param {RunOptions['output']} output */
function stdoutFor(output) {
  if (output === 'keep') return 'pipe';
  if (output === 'none') return 'ignore';
  return output === 'stdout' ? 'inherit' : 2;
}

/**
 * @param {number | undefined} pid
 * @param {boolean} isGroup
 */
function killTree(pid, isGroup) {
  if (pid === undefined) return;
  try {
    process.kill(isGroup ? -pid : pid, 'SIGKILL');
  } catch {
    // gone already
  }
}

/**
 * Runs npm with the same Node that runs us.
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function runNpm(args, options) {
  const npm = process.env['npm_execpath'];
  return npm?.endsWith('npm-cli.js') ? run(process.execPath, [npm, ...args], options) : run('npm', args, options);
}
