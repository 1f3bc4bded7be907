import { describe, expect, it } from 'vitest';
import { toPeerId, toTransferId } from '../../../../shared/model/ids.ts';
import { silentLog } from '../../log.ts';
import { openStagingRegistry } from '../../storage/staging-registry.ts';
import { makeTempDir } from '../../testing/temp-dir.ts';
import { HashAsker } from './hash-asker.ts';
import { OfferDesk } from './offer-desk.ts';
import type { OfferInit } from './pending-offer.ts';

const INIT: OfferInit = {
  transferId: toTransferId('a1'.repeat(16)),
  peerId: toPeerId('b2'.repeat(32)),
  peerName: 'Ann',
  peerPlatform: 'linux',
  fingerprintWords: [],
  entries: [],
  asker: new HashAsker(() => undefined),
  totalBytes: 0,
  existingNames: () => 'ask',
  onAccept: () => Promise.resolve(),
  onDecline: () => undefined,
  onProblem: () => undefined,
};

describe('OfferDesk', () => {
  it('shows an offer to nobody before its destination was looked at', async () => {
    const desk = new OfferDesk(() => undefined, openStagingRegistry(await makeTempDir()), silentLog);
    const presenting = desk.present(INIT, await makeTempDir());
    expect(desk.offers()).toEqual([]);
    await presenting;
    expect(desk.offers()).toHaveLength(1);
    expect(desk.offers()[0]?.destination.freeBytes).toBeGreaterThan(0);
    desk.withdraw(INIT.transferId);
  });
});
