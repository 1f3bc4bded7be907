import { failure } from '../../../shared/errors/result.ts';
import type { EngineHost } from '../engine-host.ts';
import type { Handlers } from '../ipc-main.ts';
import { commandDone, done } from '../replies.ts';
import { testText } from '../text/test-text.ts';
import { shownName } from '../text/text.ts';

/** @param copyText - puts text on the clipboard */
export function createPeerHandlers(host: EngineHost, copyText: (text: string) => Promise<void>) {
  const { commands } = host;
  return {
    addPeer: ({ address }) => commands.addPeer(address.trim()),
    forgetPeer: ({ peerId }) => commandDone(commands.forgetPeer(peerId)),
    startTest: ({ peerId }) => commandDone(commands.startTest(peerId)),
    cancelTest: () => commandDone(commands.cancelTest()),
    copyTest: async () => {
      const { test, peers } = await host.snapshot();
      if (test === null) return failure({ code: 'PEER_UNKNOWN', at: 'here' });
      const peer = peers.find(({ id }) => id === test.peerId);
      return done(copyText(testText(test, shownName(peer?.name ?? ''), process.platform)));
    },
  } satisfies Partial<Handlers>;
}
