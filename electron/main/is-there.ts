import { access } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds. A share whose server is away lets a look at it hang for minutes. */
const LOOK_TIMEOUT_MS = 3_000;

/** True when something is at `path` now. False also when the disk has not said so after 3 s. */
export function isThere(path: string): Promise<boolean> {
  const seen = access(path).then(
    () => true,
    () => false,
  );
  return Promise.race([seen, pause(LOOK_TIMEOUT_MS, false, { ref: false })]);
}
