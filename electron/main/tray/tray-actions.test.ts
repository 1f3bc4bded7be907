import { describe, expect, it, vi } from 'vitest';
import { failure } from '../../../shared/errors/result.ts';
import { toPeerId } from '../../../shared/model/ids.ts';
import { createTrayActions } from './tray-actions.ts';
import type { TrayActionOptions } from './tray-actions.ts';

const bob = { id: toPeerId('b'.repeat(64)), name: 'Bob', isAway: false };

function setup(choose: TrayActionOptions['dialogs']['chooseThingsToSend']) {
  const send = vi.fn(() => Promise.resolve(failure({ code: 'PEER_UNKNOWN', at: 'here' })));
  const tell = vi.fn();
  const nothing = (): void => undefined;
  const actions = createTrayActions({
    ...{ commands: () => ({ send }), dialogs: { chooseThingsToSend: choose } },
    settings: () => ({ change: () => Promise.reject(new Error('read-only')) }),
    ...{ open: nothing, quit: nothing, redraw: nothing, tell },
  });
  return { actions, tell, send };
}

describe('the tray’s “send to”', () => {
  it('tells what the engine refuses', async () => {
    const { actions, tell, send } = setup(() => Promise.resolve(['/a', '']));
    actions.sendTo(bob);
    await vi.waitFor(() => expect(tell).toHaveBeenCalledOnce());
    expect(send).toHaveBeenCalledWith(bob.id, ['/a'], ['']);
    expect(tell.mock.calls[0]?.[0]).toContain('Nothing was sent to Bob');
  });

  it('tells of a dialog that the system cannot open', async () => {
    const { actions, tell } = setup(() => Promise.reject(new Error('no portal')));
    actions.sendTo(bob);
    await vi.waitFor(() => expect(tell).toHaveBeenCalledOnce());
    expect(tell.mock.calls[0]?.[0]).toContain('Nothing was sent to Bob');
  });
});
