import { join } from 'node:path';
import { openRememberedPeers, type RememberedPeers } from './discovery/remembered-peers.ts';
import type { Log } from './log.ts';
import { readJson, writeJson } from './storage/json-file.ts';
import { loadIdentity, type Identity } from './transport/identity.ts';

/** What stays the same however often the network is opened anew. */
export interface NetworkHome {
  readonly identity: Identity;
  readonly remembered: RememberedPeers;
}

/** Reads the identity and the known peers from `dataDir`; makes what is missing. */
export async function openNetworkHome(dataDir: string, log: Log): Promise<NetworkHome> {
  const file = join(dataDir, 'peers.json');
  const identity = await loadIdentity(dataDir);
  const remembered = await openRememberedPeers({
    load: (schema) => readJson(file, schema),
    save: (data) => writeJson(file, data),
    onError: (error) => log.error('the list of known peers could not be kept', error),
  });
  return { identity, remembered };
}
