import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Peer } from '../../../shared/model/peer.ts';
import type { PeerChanges } from '../../../shared/model/peer-changes.ts';
import { fireDrag, makeFiles } from '../../testing/file-events.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { makePeer } from '../../testing/sample-data.ts';

const ann = makePeer({ name: 'Ann' });
const bob = makePeer({ name: 'Bob' });
const media = makePeer({ name: 'Media' });
const files = makeFiles(1);

/** What the page is told when these are there and no others. */
const nowThere = (peers: readonly Peer[]): PeerChanges => ({
  changed: peers,
  removed: [ann, bob, media].flatMap(({ id }) => (peers.some((peer) => peer.id === id) ? [] : [id])),
});

const tiles = (): HTMLElement[] => screen.getAllByTestId('peer-tile');
const names = (): string =>
  tiles()
    .map((tile) => tile.dataset['peerName'])
    .join(' ');
const tileOf = (name: string): HTMLElement => tiles().find((tile) => tile.dataset['peerName'] === name)!;
const chooseOf = (name: string): HTMLElement => within(tileOf(name)).getByTestId('choose-files');
const list = (): HTMLElement => tiles()[0]!.parentElement!;

beforeEach(() => {
  // in place of a layout, which happy-dom has not: one tile beside the other
  vi.spyOn(HTMLElement.prototype, 'offsetLeft', 'get').mockImplementation(function (this: HTMLElement) {
    return 199 * [...(this.parentElement?.children ?? [])].indexOf(this);
  });
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
let nowMs = 0;
const letTimePass = (): void => void (nowMs += 10_000);
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe('the order of tiles', () => {
  it.each([
    [
      'a drag',
      () => fireDrag('dragEnter', tileOf('Media'), files),
      () => fireDrag('dragLeave', tileOf('Media'), files),
    ],
    ['the pointer', () => fireEvent.pointerEnter(list()), () => fireEvent.pointerLeave(list())],
    ['the keyboard', () => chooseOf('Media').focus(), () => chooseOf('Media').blur()],
  ])('stands still under %s, whoever comes or goes away', async (_what, aim, stopAiming) => {
    const { emit } = await renderApp({ peers: [bob, media] });
    act(() => aim());
    act(() => emit('peers:changed', nowThere([ann, bob, media])));
    expect(names()).toBe('Bob Media Ann');
    act(() => emit('peers:changed', nowThere([ann, { ...bob, status: 'offline' }, media])));
    expect(names()).toBe('Bob Media Ann');
    act(() => stopAiming());
    expect(names()).toBe('Ann Media Bob');
  });

  it('keeps the place of one that is removed', async () => {
    const { emit } = await renderApp({ peers: [ann, bob, media] });
    fireDrag('dragEnter', tileOf('Media'), files);
    act(() => emit('peers:changed', nowThere([ann, media])));
    expect([...list().children].map((child) => (child as HTMLElement).dataset['peerName'])).toEqual([
      'Ann',
      undefined,
      'Media',
    ]);
  });

  it('is free again when the pointer turns out to be elsewhere: a menu that closes under it tells nobody', async () => {
    const { emit } = await renderApp({ peers: [bob, media] });
    act(() => void fireEvent.pointerEnter(list()));
    act(() => void fireEvent.pointerOver(document.querySelector('header')!));
    act(() => emit('peers:changed', nowThere([ann, bob, media])));
    expect(names()).toBe('Ann Bob Media');
  });

  it('is not held by a button that was pressed with the pointer and has the focus since', async () => {
    const { emit } = await renderApp({ peers: [bob, media] });
    // happy-dom does not tell a focus of the pointer's from one of the keyboard's
    vi.spyOn(chooseOf('Media'), 'matches').mockReturnValue(false);
    act(() => chooseOf('Media').focus());
    act(() => emit('peers:changed', nowThere([ann, bob, media])));
    expect(names()).toBe('Ann Bob Media');
  });

  it('is free again when the tile that had the keyboard is gone', async () => {
    const { emit } = await renderApp({ peers: [bob, media] });
    act(() => chooseOf('Bob').focus());
    act(() => emit('peers:changed', nowThere([media])));
    act(() => emit('peers:changed', nowThere([ann, media])));
    await waitFor(() => expect(names()).toBe('Ann Media'));
  });
});

describe('a tile that has just moved', () => {
  it('takes no drop, and says so', async () => {
    const { emit, callsOf } = await renderApp({ peers: [bob, media] });
    letTimePass();
    act(() => emit('peers:changed', nowThere([ann, bob, media])));
    fireDrag('drop', tileOf('Bob'), files);
    expect(callsOf('sendFiles')).toEqual([]);
    expect(screen.getByTestId('notice').textContent).toContain('moved just now');
    letTimePass();
    fireDrag('drop', tileOf('Bob'), files);
    expect(callsOf('sendFiles')).toEqual([[bob.id, files]]);
  });

  it('takes the drop of a drag that came after that', async () => {
    const { emit, callsOf } = await renderApp({ peers: [bob, media] });
    letTimePass();
    act(() => emit('peers:changed', nowThere([ann, bob, media])));
    nowMs += 20;
    fireDrag('dragEnter', tileOf('Bob'), files);
    fireDrag('drop', tileOf('Bob'), files);
    expect(callsOf('sendFiles')).toEqual([[bob.id, files]]);
  });

  it('takes no click of a pointer, and says so; the keyboard presses what it is on', async () => {
    const { emit, callsOf } = await renderApp({ peers: [bob, media] });
    letTimePass();
    act(() => emit('peers:changed', nowThere([ann, bob, media])));
    fireEvent.click(chooseOf('Bob'), { detail: 1 });
    expect(callsOf('chooseAndSend')).toEqual([]);
    expect(screen.getByTestId('notice').textContent).toContain('moved just now');
    fireEvent.click(chooseOf('Bob'), { detail: 0 });
    expect(callsOf('chooseAndSend')).toHaveLength(1);
    letTimePass();
    fireEvent.click(chooseOf('Bob'), { detail: 1 });
    expect(callsOf('chooseAndSend')).toHaveLength(2);
  });

  it('keeps nothing of a press that was refused from the keyboard', async () => {
    const { emit, callsOf } = await renderApp({ peers: [bob, media] });
    letTimePass();
    act(() => emit('peers:changed', nowThere([ann, bob, media])));
    fireEvent.pointerDown(chooseOf('Bob'));
    letTimePass();
    // the pointer was let go elsewhere
    fireEvent.click(chooseOf('Media'), { detail: 0 });
    expect(callsOf('chooseAndSend')).toHaveLength(1);
  });

  it('takes no drop either when it came under a drag', async () => {
    const { emit, callsOf } = await renderApp({ peers: [bob] });
    letTimePass();
    fireDrag('dragEnter', list(), files);
    act(() => emit('peers:changed', nowThere([ann, bob])));
    fireDrag('drop', tileOf('Ann'), files);
    expect(callsOf('sendFiles')).toEqual([]);
  });

  it('opens no menu', async () => {
    const { emit } = await renderApp({ peers: [bob, media] });
    letTimePass();
    act(() => emit('peers:changed', nowThere([ann, bob, media])));
    const more = within(tileOf('Bob')).getByRole('button', { name: 'More for Bob' });
    fireEvent.mouseDown(more, { detail: 1 });
    fireEvent.click(more, { detail: 1 });
    expect(screen.queryByRole('menu')).toBeNull();
  });
});

it.each(['settings', 'history'] as const)(
  'a drop on the %s screen asks for whom, and leads to the list',
  async (view) => {
    const { store, callsOf } = await renderApp({ peers: [ann] });
    act(() => store.getState().showView(view));
    fireDrag('drop', document.querySelector('main')!, files);
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Ann' }));
    expect(callsOf('sendFiles')).toEqual([[ann.id, files]]);
    expect(store.getState().view).toBe('home');
  },
);

it.each([
  ['beside the tiles', () => document.body],
  ['on a tile', () => tileOf('Ann')],
])('a drop %s that carries no file is not passed over in silence', async (_where, target) => {
  await renderApp({ peers: [ann] });
  fireDrag('drop', target(), []);
  expect(screen.getByTestId('notice').textContent).toContain('nothing here that can be sent');
});

it('a second lot that asks for whom does not push out the first', async () => {
  const { callsOf } = await renderApp({ peers: [ann] });
  const more = makeFiles(2);
  fireDrag('drop', document.body, files);
  fireDrag('drop', document.body, more);
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Ann' }));
  expect(callsOf('sendFiles')).toEqual([[ann.id, [...files, ...more]]]);
});

it('two lots that are too many together are said, and the first still waits', async () => {
  const { callsOf } = await renderApp({ peers: [ann] });
  const many = new Array<File>(10_000).fill(files[0]!);
  fireDrag('drop', document.body, many);
  fireDrag('drop', document.body, files);
  expect(screen.getByTestId('notice').textContent).toContain('More than 10,000 things');
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Ann' }));
  expect(callsOf('sendFiles')).toEqual([[ann.id, many]]);
});

it('more things than one call takes are said with the number, before anything is asked', async () => {
  const { callsOf } = await renderApp({ peers: [ann] });
  const many = new Array<File>(10_001).fill(files[0]!);
  fireDrag('dragEnter', tileOf('Ann'), many);
  expect(tileOf('Ann').textContent).toContain('10,000 things at once at most');
  fireDrag('drop', document.body, many);
  expect(screen.getByTestId('notice').textContent).toContain('More than 10,000 things');
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(callsOf('sendFiles')).toEqual([]);
});
