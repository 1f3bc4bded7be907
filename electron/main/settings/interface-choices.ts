import type { NetworkInterfaceInfo } from 'node:os';
import { SETTINGS_LIMITS, type InterfaceChoice } from '../../../shared/model/settings.ts';

/** The interfaces that lead out of this computer, by name, each with all its addresses. */
export function interfaceChoices(all: NodeJS.Dict<readonly NetworkInterfaceInfo[]>): readonly InterfaceChoice[] {
  return Object.entries(all)
    .map(([name, infos = []]) => ({
      name,
      addresses: infos.filter(({ internal }) => !internal).map(({ address }) => address),
    }))
    .filter(({ addresses }) => addresses.length > 0)
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
    .slice(0, SETTINGS_LIMITS.interfaces);
}
