import { posix, win32 } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How a program was started, as its `process.argv` and its folder tell. */
export interface CommandLine {
  readonly argv: readonly string[];
  readonly currentDir: string;
  /** Without this the app's own folder stands before what the user typed: `electron [--switches] APP ...`. */
  readonly isPackaged: boolean;
  readonly platform: NodeJS.Platform;
}

/** What a command line names: files and folders as absolute paths, and how many names mean nothing on this computer. */
export interface NamedFiles {
  readonly paths: readonly string[];
  readonly unusableCount: number;
}

/** A scheme of one letter is a drive. */
const URI = /^[A-Za-z][A-Za-z0-9+.-]+:\/\//;
const FILE_URI = /^file:\//i;

/**
 * Reads `lanyard [--switches] [--] FILE...`. What starts with `-` is a switch, never a file, unless it stands behind
 * `--`. File managers give `file://` URIs or paths; other URIs name nothing that could be sent.
 */
export function readFileArguments(line: CommandLine): NamedFiles {
  const names = argumentsOf(line);
  const paths = names.map((name) => toPath(name, line)).filter((path) => path !== null);
  return { paths: [...new Set(paths)], unusableCount: names.length - paths.length };
}

/** The same command line without its files: what has to be said to start the same app again. */
export function withoutFiles({ argv, isPackaged }: CommandLine): readonly string[] {
  const end = argv.indexOf('--');
  const known = argv.slice(1, end < 0 ? undefined : end);
  const app = isPackaged ? -1 : known.findIndex(isWord);
  return known.filter((argument, index) => index === app || !isWord(argument));
}

function argumentsOf({ argv, isPackaged }: CommandLine): readonly string[] {
  const end = argv.indexOf('--');
  const words = argv.slice(1, end < 0 ? undefined : end).filter(isWord);
  const behind = end < 0 ? [] : argv.slice(end + 1);
  return [...words.slice(isPackaged ? 0 : 1), ...behind].filter((argument) => argument !== '');
}

function isWord(argument: string): boolean {
  return !argument.startsWith('-');
}

/** null: not on this computer, or no name at all. */
function toPath(name: string, { currentDir, platform }: CommandLine): string | null {
  const windows = platform === 'win32';
  if (name.includes('\0')) return null;
  if (FILE_URI.test(name)) return fromUri(name, windows);
  if (URI.test(name)) return null;
  return (windows ? win32 : posix).resolve(currentDir, name);
}

function fromUri(uri: string, windows: boolean): string | null {
  try {
    const path = fileURLToPath(uri, { windows });
    return path.includes('\0') ? null : path;
  } catch {
    // another computer's file, or escapes that are none
    return null;
  }
}
