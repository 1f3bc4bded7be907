import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { IPC_LIMITS } from '../../../shared/ipc/limits.ts';
import { patientlySync } from '../../disk/patiently.ts';
import { readJsonObject } from '../json-file.ts';
import type { NamedFiles } from './file-arguments.ts';

/**
 * Files named to a second start go to the running app through a folder, not with Electron's own message: before
 * Electron 45 a message of a few kilobytes was cut short or made the second start kill the first as "not answering"
 * (electron/electron#52020, #52628).
 */

/** Bytes of one hand-over: no system takes a longer command line. */
const MAX_BYTES = 16 * 1024 * 1024;
/** Milliseconds. What lies longer was meant for an app that died before it looked. */
const MAX_AGE_MS = 60_000;
const FILE_NAME = /^[0-9a-f]{16}\.json$/;

const handOver = z.object({
  paths: z.array(
    z
      .string()
      .max(IPC_LIMITS.pathUnits)
      .refine((path) => isAbsolute(path)),
  ),
  unusableCount: z.int().min(0),
});

/** Leaves `named` in `folder` for the running app, readable by this user only. @throws Error when it cannot be written */
export function leaveFiles(folder: string, named: NamedFiles): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = randomBytes(8).toString('hex');
  const unfinished = join(folder, `${name}.tmp`);
  writeFileSync(unfinished, JSON.stringify(named), { mode: 0o600, flag: 'wx' });
  patientlySync(() => renameSync(unfinished, join(folder, `${name}.json`)));
}

/** Takes what was left in `folder`, all of it together; it is gone from there then. What makes no sense is dropped. */
export function takeFiles(folder: string, nowMs: number): NamedFiles {
  const taken = listFolder(folder).map((name) => takeOne(join(folder, name), FILE_NAME.test(name), nowMs));
  const paths = new Set(taken.flatMap((named) => named.paths));
  return { paths: [...paths], unusableCount: taken.reduce((sum, named) => sum + named.unusableCount, 0) };
}

const NOTHING: NamedFiles = { paths: [], unusableCount: 0 };

function removeTaken(file: string): void {
  try {
    patientlySync(() => rmSync(file, { force: true, recursive: true }));
  } catch {
    // still held: what it says is worth more than that it goes, and it is too old to count in a minute
  }
}

function takeOne(file: string, isOurs: boolean, nowMs: number): NamedFiles {
  try {
    const isFresh = nowMs - statSync(file).mtimeMs < MAX_AGE_MS;
    // another start may be writing it right now
    if (!isOurs && isFresh) return NOTHING;
    const content: unknown = isOurs && isFresh ? readJsonObject(file, MAX_BYTES) : null;
    removeTaken(file);
    return handOver.safeParse(content).data ?? NOTHING;
  } catch {
    // half a file, or one that somebody else took: nothing to be had from it
    removeTaken(file);
    return NOTHING;
  }
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // nobody has ever left anything
    return [];
  }
}
