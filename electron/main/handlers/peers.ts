import type { EngineHost } from '../engine-host.ts';
import type { Handlers } from '../ipc-main.ts';
import { commandDone } from '../replies.ts';

export function createPeerHandlers({ commands }: EngineHost) {
  return {
    addPeer: ({ address }) => commands.addPeer(address.trim()),
    forgetPeer: ({ peerId }) => commandDone(commands.forgetPeer(peerId)),
  } satisfies Partial<Handlers>;
}
