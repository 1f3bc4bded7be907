import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { failure, success } from '../../../shared/errors/result.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { makePeer } from '../../testing/sample-data.ts';

afterEach(cleanup);

async function openDialog() {
  const app = await renderApp({ peers: [makePeer({ name: 'Bob' })] });
  fireEvent.click(screen.getByTestId('add-by-address'));
  const input = await screen.findByTestId('add-address-input');
  const submit = (address: string): void => {
    fireEvent.change(input, { target: { value: address } });
    fireEvent.click(screen.getByTestId('add-address-submit'));
  };
  return { ...app, input, submit };
}

describe('add by address', () => {
  it('hands the address on and closes', async () => {
    const { answerNext, callsOf, submit, store } = await openDialog();
    answerNext('addPeer', success(store.getState().peers[0]!.id));
    submit(' [fe80::1]:53420 ');
    await waitFor(() => expect(screen.queryByTestId('add-address-input')).toBeNull());
    expect(callsOf('addPeer')).toEqual([[{ address: '[fe80::1]:53420' }]]);
    expect(screen.getByTestId('notice').textContent).toContain('Bob is here now.');
  });

  it('says what is wrong before it tries', async () => {
    const { callsOf, submit, input } = await openDialog();
    submit('two words');
    expect((await screen.findByTestId('add-address-error')).textContent).toContain('does not look like an address');
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(callsOf('addPeer')).toEqual([]);
  });

  it('says why it did not work, until the text changes', async () => {
    const { answerNext, submit, input } = await openDialog();
    answerNext('addPeer', failure({ code: 'PEER_REFUSED', at: 'here' }));
    submit('192.168.1.9');
    await screen.findByText(/it is not open there\./);
    fireEvent.change(input, { target: { value: '192.168.1.8' } });
    expect(screen.getByTestId('add-address-error').textContent).toBe('');
  });
});
