import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Milliseconds for one program to ask the session bus. */
const ASK_TIMEOUT_MS = 2_000;
const WATCHER = 'org.kde.StatusNotifierWatcher';
const HOSTED = 'IsStatusNotifierHostRegistered';

/** Asks with whatever the desktop brought along; each is missing somewhere. */
const QUESTIONS: readonly (readonly [program: string, ...args: string[]])[] = [
  [
    'gdbus',
    ...['call', '--session', '--dest', WATCHER, '--object-path', '/StatusNotifierWatcher'],
    ...['--method', 'org.freedesktop.DBus.Properties.Get', WATCHER, HOSTED],
  ],
  ['busctl', '--user', 'get-property', WATCHER, '/StatusNotifierWatcher', WATCHER, HOSTED],
  [
    'dbus-send',
    ...['--session', '--print-reply', `--dest=${WATCHER}`, '/StatusNotifierWatcher'],
    ...['org.freedesktop.DBus.Properties.Get', `string:${WATCHER}`, `string:${HOSTED}`],
  ],
];

/** What decides whether there is a place for a tray icon. */
export interface TrayPlace {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isPackaged: boolean;
}

/** The output of a program; null: it is missing, failed or took too long. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<string | null>;

/**
 * Whether an icon would be seen: Windows and macOS have a place for it. On Linux Electron cannot tell, and a window
 * that closes to an icon which is nowhere is lost; so the desktop's own list of hosts is asked, and no answer is a no.
 * `LANYARD_TRAY=on` or `off` decides instead, for tests of an app that is not packaged.
 */
export async function hasTrayHost(place: TrayPlace, run: RunProgram = runProgram): Promise<boolean> {
  const forced = place.isPackaged ? undefined : place.env['LANYARD_TRAY'];
  if (forced === 'on' || forced === 'off') return forced === 'on';
  if (place.platform === 'win32' || place.platform === 'darwin') return true;
  if (!hasSessionBus(place.env)) return false;
  for (const [program, ...args] of QUESTIONS) {
    const answer = await run(program, args);
    if (answer !== null) return /\btrue\b/.test(answer);
  }
  return false;
}

// without an address some of the programs would start a bus of their own
function hasSessionBus({ DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR }: TrayPlace['env']): boolean {
  if (DBUS_SESSION_BUS_ADDRESS !== undefined) return /^(unix|tcp|unixexec):/.test(DBUS_SESSION_BUS_ADDRESS);
  return XDG_RUNTIME_DIR !== undefined && existsSync(join(XDG_RUNTIME_DIR, 'bus'));
}

function runProgram(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: ASK_TIMEOUT_MS }, (error, stdout) => resolve(error ? null : stdout));
  });
}
