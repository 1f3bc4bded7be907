import type { EngineHost } from '../engine-host.ts';
import type { Handlers } from '../ipc-main.ts';
import { nothing } from './nothing.ts';

export function createPeerHandlers({ commands }: EngineHost): Pick<Handlers, 'peers:add' | 'peers:forget'> {
  return {
    'peers:add': ({ address }) => commands.addPeer(address.trim()),
    'peers:forget': ({ peerId }) => nothing(commands.forgetPeer(peerId)),
  };
}
