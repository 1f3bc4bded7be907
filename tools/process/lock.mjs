import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { inRoot } from './project-root.mjs';

const POLL_MS = 200;
/** Longer than any install or build takes. */
const LIMIT_MS = 15 * 60_000;

/**
 * Runs `work` while no other process of this checkout runs one of the same name. A holder that died is passed over.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(name, work) {
  mkdirSync(inRoot('.cache'), { recursive: true });
  const file = inRoot('.cache', `${name}.lock`);
  for (let waitedMs = 0; !tryTake(file); waitedMs += POLL_MS) {
    if (waitedMs >= LIMIT_MS) throw new Error(`waited too long for ${file}`);
    await wait(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {string} file */
function tryTake(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    // held: by a process that lives, or by one that died
    if (!isHeld(file)) rmSync(file, { force: true });
    return false;
  }
}

/** @param {string} file */
function isHeld(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    // just made and not yet written counts as held
    if (pid === 0) return Date.now() - statSync(file).mtimeMs < 2000;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, as another user
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
