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

/** Why a name cannot be sent: `elsewhere` is another computer's, `notText` has bytes that are no UTF-8. */
export type UnusableReason = 'elsewhere' | 'notText';

/** A name that cannot be sent, as it can be shown. */
export interface Unusable<Why extends string> {
  readonly name: string;
  readonly why: Why;
}

/** What a command line names: files and folders as absolute paths, and names that mean nothing on this computer. */
export interface NamedFiles {
  readonly paths: readonly string[];
  readonly unusable: readonly Unusable<UnusableReason>[];
}

/** A scheme of one letter is a drive. */
const URI = /^[A-Za-z][A-Za-z0-9+.-]+:\/\//;
const FILE_URI = /^file:\//i;

/**
 * Reads `lanyard [--switches] [--] FILE...`. What starts with `-` is a switch, never a file, unless it stands behind
 * `--`. File managers give `file://` URIs or paths; other URIs name nothing that could be sent.
 *
 * @param notText - arguments whose bytes are no text (`argumentsThatAreNoText`): what they look like may be another file
 */
export function readFileArguments(line: CommandLine, notText: ReadonlySet<string> = new Set()): NamedFiles {
  const read = argumentsOf(line).map((name) => (notText.has(name) ? unusable(name, 'notText') : toPath(name, line)));
  return {
    paths: [...new Set(read.filter((path) => typeof path === 'string'))],
    unusable: read.filter((path) => typeof path !== 'string'),
  };
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

const unusable = (name: string, why: UnusableReason): Unusable<UnusableReason> => ({ name, why });

function toPath(name: string, { currentDir, platform }: CommandLine): string | Unusable<UnusableReason> {
  const windows = platform === 'win32';
  if (name.includes('\0')) return unusable(name, 'elsewhere');
  if (FILE_URI.test(name)) return fromUri(name, windows);
  if (URI.test(name)) return unusable(name, 'elsewhere');
  return (windows ? win32 : posix).resolve(currentDir, name);
}

function fromUri(uri: string, windows: boolean): string | Unusable<UnusableReason> {
  try {
    const path = fileURLToPath(uri, { windows });
    return path.includes('\0') ? unusable(uri, 'elsewhere') : path;
  } catch (error) {
    // escapes that are no text name a file of this computer, whose name is none
    return unusable(uri, error instanceof URIError ? 'notText' : 'elsewhere');
  }
}
