import { isIP } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import type { Settings } from '../../../shared/model/settings.ts';
import type { EngineView } from '../engine-state.ts';

/** What is known of this computer and this program, apart from the engine. */
export interface SystemFacts {
  readonly appVersion: string;
  readonly versions: Readonly<Record<'electron' | 'chrome' | 'node', string>>;
  /** Name and version of the operating system, as it says itself. */
  readonly system: string;
  readonly arch: string;
  /** How it came onto this computer. */
  readonly installKind: InstallKind;
  readonly interfaces: Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;
  readonly systemLanguage: string;
  readonly hasTray: boolean;
  readonly uptimeSeconds: number;
}

export type InstallKind = 'source' | 'appimage' | 'installed' | 'portable';

/** Settings that say how, never who or where. A new one stays out until it is named here. */
const TOLD = [
  'existingNames',
  'isReceiving',
  'isVisible',
  'port',
  'uploadLimit',
  'downloadLimit',
  'startsAtLogin',
  'usesTray',
  'notifies',
  'keepsHistory',
  'language',
  'theme',
  'looksForUpdates',
] as const satisfies readonly (keyof Settings)[];

/** Error codes at the end; earlier ones say little about what is wrong now. */
const MAX_CODES = 10;

/**
 * A text to give to somebody who helps: versions, interfaces and addresses of this computer, port, settings, counts
 * and error codes. Never a name of a person, device or file, an id, a key, or an address of another computer.
 */
export function describeDiagnostics(system: SystemFacts, view: EngineView, settings: Settings): string {
  const sections = [
    ['Lanyard', describeProgram(system)],
    ['Network', describeNetwork(system, view)],
    ['Settings', describeSettings(settings)],
    ['Now', describeState(view)],
  ] as const;
  return `${sections.map(([title, lines]) => [title, ...lines.map((line) => `  ${line}`)].join('\n')).join('\n\n')}\n`;
}

function describeProgram(system: SystemFacts): readonly string[] {
  const { electron, chrome, node } = system.versions;
  return [
    `version: ${system.appVersion} (${system.installKind})`,
    `electron: ${electron}, chrome: ${chrome}, node: ${node}`,
    `system: ${system.system}, ${system.arch}`,
    `system language: ${system.systemLanguage}, tray: ${yesNo(system.hasTray)}`,
    `running for: ${Math.round(system.uptimeSeconds)} s`,
  ];
}

function describeNetwork({ interfaces }: SystemFacts, { self, engineError }: EngineView): readonly string[] {
  const found = Object.entries(interfaces).flatMap(([name, addresses]) =>
    (addresses ?? []).map((address) => `${name}: ${address.family} ${address.cidr ?? address.address}`),
  );
  return [
    `engine: ${engineError === null ? 'running' : engineError.code}`,
    `port: ${self.port}, looking for others: ${yesNo(self.isDiscoverable)}`,
    `in the way of being found: ${self.discoveryTrouble ?? 'nothing'}`,
    // what peers can dial; anything but a number would be a name
    `reachable at: ${self.addresses.filter((address) => isIP(address.split('%')[0] ?? '') !== 0).join(', ') || 'nothing'}`,
    ...found,
  ];
}

function describeSettings(settings: Settings): readonly string[] {
  return [
    ...TOLD.map((name) => `${name}: ${String(settings[name])}`),
    `own name: ${yesNo(settings.deviceName !== null)}, own inbox: ${yesNo(settings.inboxDir !== null)}`,
    `folders for peers: ${Object.keys(settings.peerFolders).length}, interfaces: ${settings.interfaces?.length ?? 'all'}`,
  ];
}

function describeState({ peers, offers, transfers }: EngineView): readonly string[] {
  const codes = transfers
    .filter((transfer) => transfer.error !== null)
    .sort((a, b) => (a.endedAtMs ?? a.startedAtMs) - (b.endedAtMs ?? b.startedAtMs))
    .slice(-MAX_CODES)
    .map(({ error, direction }) => `${error?.code ?? ''} (${direction}, ${error?.at ?? ''})`);
  return [
    `peers: ${countBy(peers.map(({ status }) => status))}`,
    `offers: ${offers.length}, with a problem: ${offers.filter(({ problem }) => problem !== null).length}`,
    `transfers: ${countBy(transfers.map(({ direction, state }) => `${direction} ${state}`))}`,
    `last errors: ${codes.join(', ') || 'none'}`,
  ];
}

function countBy(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ') || 'none';
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
