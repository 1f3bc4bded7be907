import type { PeerId } from './ids.ts';

/**
 * What happens when the destination has something of that name already. Nothing is ever overwritten.
 *
 * - `skip-identical`: folders are merged, identical files stay and are not sent, others get a name of their own
 * - `replace`: as before, but a file that differs goes to the system's trash and the new one takes its name
 * - `keep-both`: nothing is compared; whatever has its name taken, folders too, gets one of its own
 * - `ask`: the user says which of the three for each offer
 */
export const EXISTING_NAMES = ['skip-identical', 'replace', 'keep-both', 'ask'] as const;
export type ExistingNames = (typeof EXISTING_NAMES)[number];
/** As an answer to one offer. */
export const EXISTING_CHOICES = ['skip-identical', 'replace', 'keep-both'] as const;
export type ExistingChoice = (typeof EXISTING_CHOICES)[number];

export const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

/** Follows the operating system. */
export const SYSTEM_LANGUAGE = 'system';

/** What the user may choose. A change is a new object; `DEFAULT_SETTINGS` is what nobody chose. */
export interface Settings {
  /** Shown to others; null: the computer's name. */
  readonly deviceName: string | null;
  /** Absolute; null: the Downloads folder. */
  readonly inboxDir: string | null;
  /** Absolute folders for what certain devices send. */
  readonly peerFolders: Readonly<Record<PeerId, string>>;
  readonly existingNames: ExistingNames;
  /** False: every offer is refused, and the sender is told that this device takes nothing now. */
  readonly isReceiving: boolean;
  /** Announced to the network. Hidden devices still see others and can be added by address. */
  readonly isVisible: boolean;
  /** Names of network interfaces to use; null: all. */
  readonly interfaces: readonly string[] | null;
  /** TCP; 0: any free one; null: the usual one. */
  readonly port: number | null;
  /** Bytes a second over all transfers together; null: no limit. */
  readonly uploadLimit: number | null;
  readonly downloadLimit: number | null;
  readonly startsAtLogin: boolean;
  /** An icon in the tray or menu bar, where closing the window leaves the app running. */
  readonly usesTray: boolean;
  readonly notifies: boolean;
  readonly keepsHistory: boolean;
  /** BCP 47 tag of a language that Lanyard speaks, or `system`. */
  readonly language: string;
  readonly theme: Theme;
  readonly looksForUpdates: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  deviceName: null,
  inboxDir: null,
  peerFolders: {},
  existingNames: 'skip-identical',
  isReceiving: true,
  isVisible: true,
  interfaces: null,
  port: null,
  uploadLimit: null,
  downloadLimit: null,
  startsAtLogin: false,
  usesTray: true,
  notifies: true,
  keepsHistory: true,
  language: SYSTEM_LANGUAGE,
  theme: 'system',
  looksForUpdates: true,
};

/** Bounds of what may be chosen, for forms and for checking what comes from the page or the disk. */
export const SETTINGS_LIMITS = {
  /** UTF-16 units of a device name, as on the wire. */
  nameLength: 64,
  /** Slower than this nobody could use it, and heartbeats would starve. */
  minBytesPerSec: 16 * 1024,
  maxBytesPerSec: 100 * 1024 ** 3,
  peerFolders: 1_000,
  interfaces: 100,
} as const;

/** What the page may set directly. Folders are chosen in the system's dialog instead: the page gives no paths. */
export type SettingsPatch = {
  readonly [K in Exclude<keyof Settings, 'inboxDir' | 'peerFolders'>]?: Settings[K] | undefined;
};

/** A network interface of this computer, as the user may choose it. */
export interface InterfaceChoice {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** The settings with all that their screen shows around them. */
export interface SettingsView {
  readonly settings: Settings;
  /** What holds where the setting is null. */
  readonly defaults: { readonly deviceName: string; readonly inboxDir: string; readonly port: number };
  readonly interfaces: readonly InterfaceChoice[];
  /** What this desktop has no place for is not shown. */
  readonly abilities: { readonly tray: boolean; readonly loginItem: boolean; readonly updates: boolean };
  /** BCP 47 tags and own names of all languages, in the order to show them. */
  readonly languages: readonly { readonly tag: string; readonly name: string }[];
  /** The language of the system, as far as Lanyard speaks it. */
  readonly systemLanguage: string;
  /** Name that an unreadable settings file was kept under; null: all is well. */
  readonly brokenFile: string | null;
  readonly appVersion: string;
}
