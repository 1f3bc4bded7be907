import { describe, expect, it, vi } from 'vitest';
import { failure } from '../../shared/errors/result.ts';
import { createAppStore } from '../stores/app-store.ts';
import { createFakeApi, type FakeWorld } from '../testing/fake-api.ts';
import { makeOffer, makePeer, makeSelf, makeTransfer } from '../testing/sample-data.ts';
import { startSubscription } from './subscribe-to-engine.ts';

function start(world: FakeWorld = {}) {
  const fake = createFakeApi(world);
  const store = createAppStore();
  const subscription = startSubscription(fake.api, store);
  return { fake, store, subscription };
}

describe('startSubscription()', () => {
  it('fills the store from the snapshot', async () => {
    const peer = makePeer();
    const { store } = start({ peers: [peer] });
    await vi.waitFor(() => expect(store.getState().peers).toEqual([peer]));
    expect(store.getState().self?.name).toBe('Studio Laptop');
  });

  it('applies every event', async () => {
    const { fake, store } = start();
    await vi.waitFor(() => expect(store.getState().self).not.toBeNull());
    const [transfer, offer, peer] = [makeTransfer(), makeOffer(), makePeer()];
    fake.emit('self:changed', makeSelf({ name: 'New name' }));
    fake.emit('peers:changed', { changed: [peer], removed: [] });
    fake.emit('offers:changed', [offer]);
    fake.emit('transfers:changed', [transfer]);
    expect(store.getState()).toMatchObject({ self: { name: 'New name' }, peers: [peer], offers: [offer] });
    expect(store.getState().transferOrder).toEqual([transfer.id]);
    fake.emit('transfers:removed', [transfer.id]);
    expect(store.getState().transferOrder).toEqual([]);
  });

  it('reads everything again when the engine is back', async () => {
    const { fake, store } = start();
    await vi.waitFor(() => expect(store.getState().self).not.toBeNull());
    fake.emit('engine:changed', { code: 'ENGINE_STOPPED', at: 'here' });
    expect(store.getState().engineError?.code).toBe('ENGINE_STOPPED');
    fake.emit('engine:changed', null);
    expect(store.getState().engineError).toBeNull();
    expect(fake.calls.filter(([name]) => name === 'snapshot')).toHaveLength(2);
  });

  it('shows a snapshot that fails as the engine being down', async () => {
    const fake = createFakeApi();
    fake.answerNext('snapshot', failure({ code: 'ENGINE_STOPPED', at: 'here' }));
    const store = createAppStore();
    startSubscription(fake.api, store);
    await vi.waitFor(() => expect(store.getState().engineError?.code).toBe('ENGINE_STOPPED'));
  });

  it('tells which screen is on show', () => {
    const { fake, store, subscription } = start();
    store.getState().showView('settings');
    store.getState().showView('settings');
    store.getState().showView('home');
    subscription.stop();
    store.getState().showView('history');
    const told = fake.calls.filter(([name]) => name === 'tellView').map(([, args]) => args);
    expect(told).toEqual([{ isHome: true }, { isHome: false }, { isHome: true }]);
  });

  it('brings an offer or a transfer into view', async () => {
    const [offer, transfer] = [makeOffer(), makeTransfer()];
    const { fake, store } = start({ offers: [offer], transfers: [transfer] });
    await vi.waitFor(() => expect(store.getState().offers).toHaveLength(1));
    fake.emit('transfers:focused', offer.transferId);
    expect(store.getState().frontOfferId).toBe(offer.transferId);
    fake.emit('transfers:focused', transfer.id);
    expect(store.getState().focusedTransfer?.id).toBe(transfer.id);
  });

  it('hears nothing after stop()', () => {
    const { fake, store, subscription } = start();
    subscription.stop();
    fake.emit('peers:changed', { changed: [makePeer()], removed: [] });
    expect(store.getState().peers).toEqual([]);
  });
});
