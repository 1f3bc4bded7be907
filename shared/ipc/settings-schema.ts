import { z } from 'zod';
import { findNameFault } from '../model/device-name.ts';
import { isPeerId, type PeerId } from '../model/ids.ts';
import { EXISTING_NAMES, SETTINGS_LIMITS, THEMES, type Settings, type SettingsPatch } from '../model/settings.ts';

/** A name that others may be shown: trimmed, 1 to 64 UTF-16 units, nothing invisible. */
export const deviceNameSchema = z
  .string()
  .max(4 * SETTINGS_LIMITS.nameLength)
  .trim()
  .min(1)
  .refine((name) => findNameFault(name) === null);

const folder = z
  .string()
  .min(1)
  .max(32 * 1024)
  .refine((path) => !path.includes('\0'));
const limit = z.int().min(SETTINGS_LIMITS.minBytesPerSec).max(SETTINGS_LIMITS.maxBytesPerSec).nullable();
const peerId = z.custom<PeerId>((value) => typeof value === 'string' && isPeerId(value));

const interfaces: z.ZodType<readonly string[]> = z
  .array(z.string().min(1).max(256))
  .min(1)
  .max(SETTINGS_LIMITS.interfaces);

const patchable = {
  deviceName: deviceNameSchema.nullable(),
  existingNames: z.enum(EXISTING_NAMES),
  isReceiving: z.boolean(),
  isVisible: z.boolean(),
  interfaces: interfaces.nullable(),
  port: z.int().min(0).max(65_535).nullable(),
  uploadLimit: limit,
  downloadLimit: limit,
  startsAtLogin: z.boolean(),
  usesTray: z.boolean(),
  notifies: z.boolean(),
  keepsHistory: z.boolean(),
  language: z.string().min(1).max(35),
  theme: z.enum(THEMES),
  looksForUpdates: z.boolean(),
} as const satisfies { readonly [K in keyof SettingsPatch]-?: z.ZodType<Settings[K]> };

/** One parser for each setting: the file and the page go through the same. */
export const settingSchemas = {
  ...patchable,
  inboxDir: folder.nullable(),
  peerFolders: z.record(peerId, folder).refine((folders) => Object.keys(folders).length <= SETTINGS_LIMITS.peerFolders),
} as const satisfies { readonly [K in keyof Settings]: z.ZodType<Settings[K]> };

/** What the page may set: any of them but folders. */
export const settingsPatchFields = z.object(patchable).partial().shape;
