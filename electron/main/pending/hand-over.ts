import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { errnoOf } from '../../../shared/errors/to-storage-error.ts';
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

// what is too long for a path is named as not sent (find-files.ts): here it would cost all the others
const handOver = z.object({
  paths: z.array(z.string().refine((path) => isAbsolute(path))),
  unusable: z.array(z.object({ name: z.string(), why: z.enum(['elsewhere', 'notText']) })),
  startedAtMs: z.number(),
});

/** What one start of the program named, and when it was started. */
export interface NamedByStart extends NamedFiles {
  readonly startedAtMs: number;
}

interface Taken {
  /** One for each start, the earliest first. */
  readonly starts: readonly NamedByStart[];
  /** Another program holds one open, a scanner perhaps: it can be taken in a moment. */
  readonly isHeld: boolean;
}

/** Leaves `named` in `folder` for the running app, readable by this user only. @throws Error when it cannot be written */
export function leaveFiles(folder: string, named: NamedByStart): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = randomBytes(8).toString('hex');
  const unfinished = join(folder, `${name}.tmp`);
  writeFileSync(unfinished, JSON.stringify(named), { mode: 0o600, flag: 'wx' });
  patientlySync(() => renameSync(unfinished, join(folder, `${name}.json`)));
}

/** Takes all that was left in `folder`; it is gone from there then. What makes no sense is dropped. Never throws. */
export function takeFiles(folder: string, nowMs: number): Taken {
  const taken = listFolder(folder).map((name) => takeOne(join(folder, name), FILE_NAME.test(name), nowMs));
  const starts = taken.filter((one) => typeof one === 'object').sort((a, b) => a.startedAtMs - b.startedAtMs);
  return { starts, isHeld: taken.includes('held') };
}

function removeTaken(file: string): void {
  try {
    patientlySync(() => rmSync(file, { force: true, recursive: true }));
  } catch {
    // still held: what it says is worth more than that it goes, and it is too old to count in a minute
  }
}

function takeOne(file: string, isOurs: boolean, nowMs: number): NamedByStart | 'nothing' | 'held' {
  try {
    const isFresh = nowMs - statSync(file).mtimeMs < MAX_AGE_MS;
    // another start may be writing it right now
    if (!isOurs && isFresh) return 'nothing';
    const content: unknown = isOurs && isFresh ? readContent(file) : null;
    removeTaken(file);
    return handOver.safeParse(content).data ?? 'nothing';
  } catch (error) {
    // gone: somebody else took it
    return errnoOf(error) === 'ENOENT' ? 'nothing' : 'held';
  }
}

/** null: it makes no sense. @throws Error of the system's when it cannot be read now */
function readContent(file: string): unknown {
  try {
    return readJsonObject(file, MAX_BYTES);
  } catch (error) {
    if (errnoOf(error) !== undefined) throw error;
    return null;
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
