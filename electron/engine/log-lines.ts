import { LanyardError } from '../../shared/errors/lanyard-error.ts';
import type { LogLine } from './engine-api.ts';
import type { Log, LogFacts } from './log.ts';

/** A log whose lines are plain data, so that they can cross to the thread that writes the file. */
export function createLogLines(write: (line: LogLine) => void): Log {
  return {
    info: (message, facts) => write({ level: 'info', message, ...(facts && { facts }) }),
    warn: (message, facts) => write({ level: 'warn', message, ...(facts && { facts }) }),
    error: (message, error) => write({ level: 'error', message, facts: factsOf(error), stack: stackOf(error) }),
  };
}

function factsOf(error: unknown): LogFacts {
  return error instanceof LanyardError ? { code: error.code, ...error.context } : {};
}

// causes can be circular in theory; five levels tell enough
function stackOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  if (error.cause === undefined || depth === 5) return own;
  return `${own}\ncaused by ${stackOf(error.cause, depth + 1)}`;
}
