import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Zone 3, "Internet": Windows then asks before it runs such a file, and Office opens it protected. */
const ZONE = { suffix: ':Zone.Identifier', text: '[ZoneTransfer]\r\nZoneId=3\r\n' };

const XATTR = '/usr/bin/xattr';
const QUARANTINE = 'com.apple.quarantine';

/** Starting a process takes milliseconds; arguments of 200 paths stay far below the system's 1 MiB. */
const BATCH = 200;

/** Tells the system that files came from elsewhere. Never rejects: a volume may have no place for such a mark. */
export interface OriginMark {
  /** What is written into a stream of the staging file, so that no unmarked file ever has a final name. Windows only. */
  readonly stream: { readonly suffix: string; readonly text: string } | null;
  /** Writes `stream`. To be called with the staging file. */
  beforePlacing(staged: string): Promise<void>;
  /** To be called with the absolute path of a file in place. macOS only. */
  afterPlacing(final: string): Promise<void>;
  /** Resolves when all marks are made. */
  flush(): Promise<void>;
}

/** Value of macOS' quarantine attribute: downloaded, not opened yet; when; by whom; which download. */
export function quarantineValue(nowMs: number, id: string): string {
  const seconds = Math.floor(nowMs / 1000).toString(16);
  return `0081;${seconds};Lanyard;${id}`;
}

const NO_MARK: OriginMark = {
  stream: null,
  beforePlacing: () => Promise.resolve(),
  afterPlacing: () => Promise.resolve(),
  flush: () => Promise.resolve(),
};

const markOfTheWeb: OriginMark = {
  ...NO_MARK,
  stream: ZONE,
  beforePlacing: (staged) => writeFile(staged + ZONE.suffix, ZONE.text).catch(() => undefined),
};

type Run = (file: string, args: readonly string[]) => Promise<unknown>;

function quarantine(run: Run): OriginMark {
  const value = quarantineValue(Date.now(), randomUUID().toUpperCase());
  let waiting: string[] = [];
  const flush = async () => {
    const batch = waiting;
    waiting = [];
    // -s: marks a link itself, should one stand there by now
    if (batch.length > 0) await run(XATTR, ['-w', '-s', QUARANTINE, value, ...batch]).catch(() => undefined);
  };
  return {
    ...NO_MARK,
    afterPlacing: async (final) => {
      waiting.push(final);
      if (waiting.length >= BATCH) await flush();
    },
    flush,
  };
}

/** The mark that `platform` knows; on Linux none. */
export function createOriginMark(
  platform: NodeJS.Platform = process.platform,
  run: Run = promisify(execFile),
): OriginMark {
  if (platform === 'win32') return markOfTheWeb;
  return platform === 'darwin' ? quarantine(run) : NO_MARK;
}
