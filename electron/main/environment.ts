import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { EngineOptions } from '../engine/engine-api.ts';
import { deviceNameSchema } from '../../shared/ipc/settings-schema.ts';
import { findNameFault } from '../../shared/model/device-name.ts';
import type { Platform } from '../../shared/model/peer.ts';
import { SETTINGS_LIMITS } from '../../shared/model/settings.ts';

/** Listened on when free, so that people can say one number to each other; see docs/automation.md. */
const DEFAULT_PORT = 53_420;
const LOOPBACK = ['127.0.0.1'];

/** What the environment variables are read against: facts of this computer. */
export interface Computer {
  readonly hostname: string;
  readonly platform: NodeJS.Platform;
  readonly downloadsDir: string;
  readonly homeDir: string;
  /** Electron's userData folder. */
  readonly userDataDir: string;
  /** A relative `LANYARD_INBOX` starts here. */
  readonly currentDir: string;
  /** Installed or unpacked for use, not started from its sources. */
  readonly isPackaged: boolean;
}

export interface Environment {
  readonly engine: EngineOptions;
  /** The inbox is the user's own Downloads folder; one that was named must be there already. */
  readonly isInboxDefault: boolean;
  /** Variables with values that make no sense. They are not used, and the log says so. */
  readonly ignored: readonly string[];
  /** Variables for tests and scripts that a packaged app does not heed. */
  readonly refused: readonly string[];
}

/**
 * For tests and scripts: they name the device, choose where files arrive and whom to dial. The others choose a port, or
 * let fewer computers see us, and are heeded everywhere.
 */
const NOT_WHEN_PACKAGED: ReadonlySet<string> = new Set(['LANYARD_NAME', 'LANYARD_INBOX', 'LANYARD_PEERS']);

const HOST_AND_PORT = /^(?:\[(?<ip6>[^\]\s]+)\]|(?<host>[^:\s[\]]+)):(?<port>\d{1,5})$/;

const portNumber = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.int().max(65_535));

const list = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .transform((parts) => parts.filter((part) => part !== ''));

const variables = {
  LANYARD_NAME: deviceNameSchema,
  LANYARD_PORT: portNumber,
  LANYARD_LISTEN: list.pipe(z.array(z.string().refine((address) => isIP(address) !== 0)).min(1)),
  LANYARD_INBOX: z.string().min(1),
  LANYARD_DISCOVERY: z.enum(['on', 'off']),
  LANYARD_PEERS: list.pipe(z.array(z.string().refine(isHostAndPort))),
} as const;

function isHostAndPort(text: string): boolean {
  const parts = HOST_AND_PORT.exec(text)?.groups;
  if (!parts) return false;
  const port = Number(parts['port']);
  return port >= 1 && port <= 65_535 && (parts['ip6'] === undefined || isIP(parts['ip6']) === 6);
}

/**
 * Reads the `LANYARD_*` variables; nothing is touched on disk. What is missing or makes no sense gets its default,
 * except that a mistyped wish to be heard by fewer never makes us heard by all: LANYARD_LISTEN falls back to loopback,
 * LANYARD_DISCOVERY to off. Name, inbox and port are what holds where the user has set nothing (`toEngineSettings`);
 * LANYARD_LISTEN and LANYARD_DISCOVERY hold whatever the user sets.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>, computer: Computer): Environment {
  const ignored: string[] = [];
  const refused: string[] = [];
  function read<Name extends keyof typeof variables>(name: Name): z.output<(typeof variables)[Name]> | undefined {
    const text = env[name];
    if (text === undefined || text.trim() === '') return undefined;
    if (computer.isPackaged && NOT_WHEN_PACKAGED.has(name)) {
      refused.push(name);
      return undefined;
    }
    const parsed = variables[name].safeParse(text);
    if (!parsed.success) ignored.push(name);
    // the schema under `name` gave it; TypeScript loses the link between the two
    return parsed.data as z.output<(typeof variables)[Name]> | undefined;
  }

  const inboxDir = read('LANYARD_INBOX');
  const engine: EngineOptions = {
    name: read('LANYARD_NAME') ?? nameOfComputer(computer.hostname),
    platform: platformOf(computer.platform),
    dataDir: join(computer.userDataDir, 'engine'),
    inboxDir: inboxDir === undefined ? inboxOf(computer) : resolve(computer.currentDir, inboxDir),
    port: read('LANYARD_PORT') ?? DEFAULT_PORT,
    peerFolders: {},
    existingNames: 'skip-identical',
    isReceiving: true,
    isVisible: true,
    interfaces: null,
    uploadLimit: null,
    downloadLimit: null,
    listen: read('LANYARD_LISTEN') ?? (ignored.includes('LANYARD_LISTEN') ? LOOPBACK : null),
    isDiscoveryOn: (read('LANYARD_DISCOVERY') ?? 'on') === 'on' && !ignored.includes('LANYARD_DISCOVERY'),
    peers: read('LANYARD_PEERS') ?? [],
  };
  return { engine, isInboxDefault: inboxDir === undefined, ignored, refused };
}

/** The user's Downloads folder. A desktop without one names the home folder, which is no place for a stranger's files. */
function inboxOf({ downloadsDir, homeDir }: Computer): string {
  return resolve(downloadsDir) === resolve(homeDir) ? join(homeDir, 'Downloads') : downloadsDir;
}

/** `bobs-laptop.local` is known as `bobs-laptop`. */
function nameOfComputer(hostname: string): string {
  const label = hostname.split('.')[0]?.trim() ?? '';
  const name = label.slice(0, SETTINGS_LIMITS.nameLength);
  return findNameFault(name) === null ? name : 'Lanyard';
}

function platformOf(platform: NodeJS.Platform): Platform {
  if (platform === 'win32') return 'windows';
  if (platform === 'darwin') return 'macos';
  return platform === 'linux' ? 'linux' : 'other';
}
