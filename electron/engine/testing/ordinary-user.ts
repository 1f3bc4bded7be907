import { onTestFinished } from 'vitest';

/** Debian's and everybody's `nobody`. */
const NOBODY = 65_534;

/**
 * Permissions mean nothing to root: until the test ends this process then acts as nobody. To be called before
 * anything is made that the test has to write to. False where that can't be had (Windows).
 */
export function actAsOrdinaryUser(): boolean {
  if (!process.getuid || !process.seteuid || !process.setegid) return false;
  if (process.getuid() !== 0) return true;
  process.setegid(NOBODY);
  process.seteuid(NOBODY);
  onTestFinished(() => {
    process.seteuid?.(0);
    process.setegid?.(0);
  });
  return true;
}
