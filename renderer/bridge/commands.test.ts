import { describe, expect, it } from 'vitest';
import { failure } from '../../shared/errors/result.ts';
import { createAppStore } from '../stores/app-store.ts';
import { createFakeApi } from '../testing/fake-api.ts';
import { makePeer, makeTransfer } from '../testing/sample-data.ts';
import { createCommands } from './commands.ts';

function setUp() {
  const fake = createFakeApi();
  const store = createAppStore();
  return { fake, store, commands: createCommands(fake.api, store) };
}

describe('createCommands()', () => {
  it('puts a refusal into the notices, with the name of the peer', async () => {
    const { fake, store, commands } = setUp();
    fake.answerNext('sendFiles', failure({ code: 'TRANSFER_NOTHING_TO_SEND', at: 'here' }));
    expect(await commands.sendFiles(makePeer({ name: 'Bob' }), [])).toBe(false);
    expect(store.getState().notices).toMatchObject([
      { kind: 'error', error: { code: 'TRANSFER_NOTHING_TO_SEND' }, peerName: 'Bob' },
    ]);
  });

  it('survives a channel that throws', async () => {
    const { fake, store } = setUp();
    const broken = createCommands({ ...fake.api, cancelTransfer: () => Promise.reject(new Error('gone')) }, store);
    expect(await broken.cancel(makeTransfer().id)).toBe(false);
    expect(store.getState().notices).toMatchObject([{ error: { code: 'INTERNAL' } }]);
  });

  it('takes every ended transfer off the list', async () => {
    const { fake, store, commands } = setUp();
    const ended = makeTransfer({ state: 'done' });
    store.getState().replaceTransfers([ended, makeTransfer()]);
    await commands.dismissEnded();
    expect(fake.calls).toEqual([['dismissTransfer', { transferId: ended.id }]]);
  });
});
