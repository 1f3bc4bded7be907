import { readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { errnoOf } from '../../../shared/errors/to-storage-error.ts';
import { findFolderFault } from './folder-fault.ts';
import type { StartFailure } from './start-failure.ts';

/** Milliseconds. The socket is on this computer. */
const ANSWER_TIMEOUT_MS = 5_000;

interface Refusal {
  readonly userDataDir: string;
  readonly tempDir: string;
  readonly platform: NodeJS.Platform;
  /** Asks for the lock once more. */
  readonly tryAgain: () => boolean;
}

/**
 * Why there was no lock. `running`: another Lanyard has it and was told. `gone`: it had it, and has ended since; this
 * process has the lock now. Chromium says the same for all of these and for a disk that cannot be written to.
 */
export async function explainRefusal(refusal: Refusal): Promise<'running' | 'gone' | StartFailure> {
  const { userDataDir, tempDir, platform, tryAgain } = refusal;
  // Windows has a window in place of the socket
  if (platform !== 'win32' && (await answers(userDataDir))) return 'running';
  const own = findFolderFault(userDataDir, { isMade: true });
  if (own) return { kind: 'ownFolder', fault: own };
  if (platform === 'win32') return 'running';
  const temp = findFolderFault(tempDir, { isMade: false });
  if (temp) return { kind: 'tempFolder', fault: temp };
  return tryAgain() ? 'gone' : { kind: 'lock', path: join(userDataDir, 'SingletonLock') };
}

/** Whether somebody listens at the socket that belongs to the lock of this folder. */
function answers(userDataDir: string): Promise<boolean> {
  // the name of the socket itself is short enough for the system, that of the folder may not be
  const socketPath = readSocketPath(join(userDataDir, 'SingletonSocket'));
  if (socketPath === null) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const settle = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => settle(false));
    socket.once('connect', () => settle(true));
    // too many ask at once
    socket.once('error', (error) => settle(errnoOf(error) === 'EAGAIN'));
  });
}

function readSocketPath(link: string): string | null {
  try {
    return readlinkSync(link);
  } catch {
    return null;
  }
}
