import { describe, expect, it, onTestFinished } from 'vitest';
import { NOTHING_LEFT_OUT } from '../../../../shared/model/left-out.ts';
import { StorageError } from '../../../../shared/errors/lanyard-error.ts';
import { toPeerId, toTransferId } from '../../../../shared/model/ids.ts';
import { deferred } from '../../deferred.ts';
import { silentLog } from '../../log.ts';
import { openStagingRegistry } from '../../storage/staging-registry.ts';
import { makeTempDir } from '../../testing/temp-dir.ts';
import { HashAsker } from './hash-asker.ts';
import { OfferDesk } from './offer-desk.ts';
import type { OfferInit } from './pending-offer.ts';

const INIT: Omit<OfferInit, 'directory'> = {
  transferId: toTransferId('a1'.repeat(16)),
  peerId: toPeerId('b2'.repeat(32)),
  peerName: 'Ann',
  peerPlatform: 'linux',
  fingerprintWords: [],
  entries: [],
  isKnown: true,
  asker: new HashAsker(() => undefined),
  leftOut: NOTHING_LEFT_OUT,
  totalBytes: 0,
  onProblem: () => undefined,
};

/** A desk, and a folder that an offer goes to. */
async function createDesk() {
  const told: number[] = [];
  const looked = deferred<undefined>();
  const desk: OfferDesk = new OfferDesk({
    onChanged: (offers) => {
      told.push(offers.length);
      if (offers.length > 0) looked.resolve(undefined);
    },
    registry: openStagingRegistry(await makeTempDir()),
    settings: () => ({ existingNames: 'ask' }),
    log: silentLog,
  });
  onTestFinished(() => desk.withdraw(INIT.transferId));
  return { desk, told, looked: looked.promise, init: { ...INIT, directory: await makeTempDir() } };
}

describe('OfferDesk', () => {
  it('shows an offer to nobody before its destination was looked at', async () => {
    const { desk, looked, init } = await createDesk();
    void desk.ask(init);
    expect(desk.offers()).toEqual([]);
    await looked;
    expect(desk.offers()).toHaveLength(1);
    expect(desk.offers()[0]?.destination.freeBytes).toBeGreaterThan(0);
  });

  it('gives the answer to who asked, and the outcome to who answered', async () => {
    const { desk, looked, init } = await createDesk();
    const asked = desk.ask(init);
    await looked;
    const accepting = desk.accept(init.transferId, [[0, 0]]);
    expect(await asked).toMatchObject({ skip: [[0, 0]], existing: 'skip-identical', directory: init.directory });
    desk.withdraw(init.transferId);
    await accepting;
    expect(desk.offers()).toEqual([]);
  });

  it('asks again when a yes could not be carried out, and says why', async () => {
    const { desk, looked, init } = await createDesk();
    void desk.ask(init);
    await looked;
    const accepting = desk.accept(init.transferId, []);
    const full = new StorageError('STORAGE_FULL', 'no room', { shortBytes: 5 });
    await new Promise((resolve) => setImmediate(resolve));
    desk.failed(init.transferId, full);
    await expect(accepting).rejects.toBe(full);
    expect(desk.offers()[0]).toMatchObject({ isAccepting: false, problem: { code: 'STORAGE_FULL', shortBytes: 5 } });
    const again = desk.ask(init);
    desk.decline(init.transferId);
    expect(await again).toBeNull();
    expect(desk.offers()).toEqual([]);
  });

  it('lets go of who accepted an offer that went away', async () => {
    const { desk, looked, init } = await createDesk();
    void desk.ask(init);
    await looked;
    const accepting = desk.accept(init.transferId, []);
    desk.withdraw(init.transferId);
    await accepting;
    expect(() => desk.decline(init.transferId)).toThrow(expect.objectContaining({ code: 'TRANSFER_UNKNOWN' }));
  });
});
