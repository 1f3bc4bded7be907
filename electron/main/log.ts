import { join } from 'node:path';
import electronLog from 'electron-log/node.js';
import type { LogLine } from '../engine/engine-api.ts';
import { toLogText } from './log-text.ts';

/** Bytes; then the file becomes `main.old.log`, and the one before is gone. */
const MAX_LOG_BYTES = 2 * 1024 * 1024;

/** Writes one line, escaped, to the log file. */
export type WriteLog = (area: string, line: LogLine) => void;

/** Where the log is, and the one before it. */
export function logFolderOf(userDataDir: string): string {
  return join(userDataDir, 'logs');
}

/** Opens `logs/main.log` in `userDataDir`, readable by this user only; `isEchoed` writes to the terminal, too. */
export function setupLog(userDataDir: string, isEchoed: boolean): WriteLog {
  const { file, console: terminal } = electronLog.transports;
  file.resolvePathFn = () => join(logFolderOf(userDataDir), 'main.log');
  file.maxSize = MAX_LOG_BYTES;
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  file.format = toEntry;
  terminal.format = toEntry;
  terminal.level = isEchoed ? 'info' : false;
  for (const stream of [process.stdout, process.stderr]) {
    // whoever started us closed its end: the file is enough
    stream.on('error', () => (terminal.level = false));
  }
  return (area, line) => electronLog[line.level](toLogText(area, line));
}

/** The part of electron-log's entry that is used. */
interface Entry {
  readonly data: readonly unknown[];
  readonly level: string;
  readonly message: { readonly date: Date };
}

// a function, because a format string would fill in `{…}` that stands in the text, too
function toEntry({ data, level, message }: Entry): string[] {
  return [`${message.date.toISOString()} ${level.padEnd(5)} ${String(data[0])}`];
}
