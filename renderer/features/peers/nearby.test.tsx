import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { failure } from '../../../shared/errors/result.ts';
import { fireDrag, firePaste, makeFiles } from '../../testing/file-events.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { makePeer, makeSelf, makeTransfer } from '../../testing/sample-data.ts';

afterEach(cleanup);

const ann = makePeer({ name: 'Ann' });
const bob = makePeer({ name: 'Bob' });
const away = makePeer({ name: 'Zoe', status: 'offline' });

const tileOf = (name: string): HTMLElement =>
  screen.getAllByTestId('peer-tile').find((tile) => tile.dataset['peerName'] === name)!;

describe('tiles', () => {
  it('carry what automation reads', async () => {
    await renderApp({ peers: [ann, away] });
    expect(tileOf('Ann').dataset).toMatchObject({ peerId: ann.id, status: 'online' });
    expect(tileOf('Zoe').dataset['status']).toBe('offline');
  });

  it('open the file dialog', async () => {
    const { callsOf } = await renderApp({ peers: [ann] });
    fireEvent.click(within(tileOf('Ann')).getByTestId('choose-files'));
    expect(callsOf('chooseAndSend')).toEqual([[{ peerId: ann.id, kind: 'files' }]]);
  });

  it('tell the progress of all transfers with their device', async () => {
    const moving = makeTransfer({ peerId: ann.id, bytesDone: 60, bytesTotal: 100, secondsLeft: 61 });
    const { emit } = await renderApp({ peers: [ann], transfers: [moving] });
    expect(tileOf('Ann').textContent).toContain('60% · about 1 minute');
    emit('transfers:changed', [{ ...moving, state: 'done', bytesDone: 100 }]);
    await waitFor(() => expect(tileOf('Ann').textContent).toContain('Ready'));
    expect(tileOf('Ann').textContent).toContain('Last: sent Photos 2026');
  });

  it.each([
    ['offline', { acceptedAtMs: 1 }, 'Away · goes on at 60%'],
    ['online', { acceptedAtMs: 1 }, 'Goes on in a moment · 60%'],
    ['connecting', { acceptedAtMs: 1 }, 'Connecting…'],
    ['offline', { acceptedAtMs: null }, 'Away · files wait for it'],
    ['online', { acceptedAtMs: null }, 'Sends in a moment'],
  ] as const)('tell that something waits: %s, %j', async (status, change, words) => {
    const peer = makePeer({ name: 'Ann', status });
    const waiting = makeTransfer({ peerId: peer.id, state: 'waiting', bytesDone: 60, bytesTotal: 100, ...change });
    await renderApp({ peers: [peer], transfers: [waiting] });
    expect(tileOf('Ann').textContent).toContain(words);
  });

  it('take folders for a device that is away', async () => {
    const { callsOf } = await renderApp({ peers: [away] });
    fireEvent.click(screen.getByRole('button', { name: 'More for Zoe' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Choose folders…' }));
    expect(callsOf('chooseAndSend')).toEqual([[{ peerId: away.id, kind: 'folders' }]]);
  });

  it('offer removal in a menu', async () => {
    const { callsOf } = await renderApp({ peers: [away] });
    fireEvent.click(screen.getByRole('button', { name: 'More for Zoe' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Remove from this list' }));
    expect(callsOf('forgetPeer')).toEqual([[{ peerId: away.id }]]);
  });
});

describe('dropping', () => {
  it('sends what is dropped on a tile', async () => {
    const { callsOf } = await renderApp({ peers: [ann, bob] });
    const files = makeFiles(3);
    fireDrag('dragEnter', tileOf('Bob'), files);
    expect(fireDrag('dragOver', tileOf('Bob'), files)).toBe(true);
    expect(tileOf('Bob').textContent).toContain('Let go to send 3 items');
    fireDrag('drop', tileOf('Bob'), files);
    expect(callsOf('sendFiles')).toEqual([[bob.id, files]]);
    expect(tileOf('Bob').dataset['over']).toBe('false');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('keeps the highlight while the drag moves over what is inside the tile', async () => {
    await renderApp({ peers: [ann] });
    const files = makeFiles(1);
    const inside = within(tileOf('Ann')).getByTestId('choose-files');
    fireDrag('dragEnter', tileOf('Ann'), files);
    fireDrag('dragEnter', inside, files);
    fireDrag('dragLeave', tileOf('Ann'), files);
    expect(tileOf('Ann').dataset['over']).toBe('true');
    fireDrag('dragLeave', inside, files);
    expect(tileOf('Ann').dataset['over']).toBe('false');
  });

  it('takes things for a device that is away, and says so', async () => {
    const { callsOf } = await renderApp({ peers: [away] });
    const files = makeFiles(1);
    fireDrag('dragEnter', tileOf('Zoe'), files);
    expect(tileOf('Zoe').textContent).toContain('Away. Will be sent when it is near again.');
    fireDrag('drop', tileOf('Zoe'), files);
    expect(callsOf('sendFiles')).toEqual([[away.id, files]]);
    expect((await screen.findByTestId('notice')).textContent).toContain('1 item goes to Zoe when it is near again');
  });

  it('asks for whom when the drop misses the tiles', async () => {
    const { callsOf } = await renderApp({ peers: [ann, away] });
    const files = makeFiles(2);
    expect(fireDrag('drop', document.body, files)).toBe(true);
    const dialog = await screen.findByRole('dialog', { name: 'Send 2 items to…' });
    expect(within(dialog).getByRole('button', { name: /^Zoe/ }).textContent).toContain('Away, gets it later');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Ann' }));
    expect(callsOf('sendFiles')).toEqual([[ann.id, files]]);
  });

  it('says so when there is nobody to send to', async () => {
    await renderApp();
    fireDrag('drop', document.body, makeFiles(1));
    expect((await screen.findByTestId('notice')).textContent).toContain('There is nobody to send to yet.');
  });

  it('says what went wrong', async () => {
    const { answerNext } = await renderApp({ peers: [ann] });
    answerNext('sendFiles', failure({ code: 'PEER_UNREACHABLE', at: 'here' }));
    fireDrag('drop', tileOf('Ann'), makeFiles(1));
    expect((await screen.findByTestId('notice')).textContent).toContain('Cannot reach Ann.');
  });
});

describe('pasting', () => {
  it('sends to the one device that is there', async () => {
    const { callsOf } = await renderApp({ peers: [ann, away] });
    firePaste(makeFiles(1));
    expect(callsOf('sendFiles')).toHaveLength(1);
    expect((await screen.findByTestId('notice')).textContent).toContain('Sending 1 item to Ann');
  });

  it('sends to the tile that has the focus', async () => {
    const { callsOf } = await renderApp({ peers: [ann, bob] });
    within(tileOf('Bob')).getByTestId('choose-files').focus();
    firePaste(makeFiles(1));
    expect(callsOf('sendFiles')[0]?.[0]).toBe(bob.id);
  });

  it('waits for the tile that has the focus, when its device is away', async () => {
    const { callsOf } = await renderApp({ peers: [ann, away] });
    within(tileOf('Zoe')).getByTestId('choose-files').focus();
    firePaste(makeFiles(2));
    expect(callsOf('sendFiles')[0]?.[0]).toBe(away.id);
    expect((await screen.findByTestId('notice')).textContent).toContain('2 items go to Zoe when it is near again');
  });

  it('asks for whom among several', async () => {
    const { callsOf } = await renderApp({ peers: [ann, bob] });
    firePaste(makeFiles(4));
    expect(await screen.findByRole('dialog', { name: 'Send 4 items to…' })).toBeTruthy();
    expect(callsOf('sendFiles')).toEqual([]);
  });
});

describe('nobody near', () => {
  it('says what to check, and this device’s address', async () => {
    await renderApp();
    expect(screen.getByRole('heading', { name: 'No devices yet' })).toBeTruthy();
    expect(screen.getByText('192.168.1.20:53420')).toBeTruthy();
  });

  it('says that there is no network', async () => {
    await renderApp({ self: makeSelf({ addresses: [] }) });
    expect(screen.getByRole('heading', { name: 'This computer is not on a network' })).toBeTruthy();
  });

  it('says why the engine is down', async () => {
    await renderApp({ engineError: { code: 'ENGINE_STOPPED', at: 'here' } });
    expect((await screen.findByText(/connection part stopped/)).textContent).toBeTruthy();
  });
});
