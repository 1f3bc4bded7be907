/**
 * Tells the person at the terminal. Always on stderr: stdout belongs to what a command prints as its result.
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** What a person can act on: shown without a stack. */
export class PlainError extends Error {
  /** @override */
  name = 'PlainError';
}

/**
 * Runs a command's main function; sets the exit code, never throws.
 * @param {() => Promise<number | void>} main resolves to the exit code; nothing means 0
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    say(error instanceof PlainError ? error.message : String(error instanceof Error ? error.stack : error));
    process.exitCode = 1;
  }
}
