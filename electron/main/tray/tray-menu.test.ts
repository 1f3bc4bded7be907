import { describe, expect, it, vi } from 'vitest';
import { toPeerId } from '../../../shared/model/ids.ts';
import type { Peer } from '../../../shared/model/peer.ts';
import { transferIdOf, transferOf } from '../testing/fixtures.ts';
import { recentPeers, trayMenu, trayTooltip, type TrayState } from './tray-menu.ts';

const idOf = (digit: string) => toPeerId(digit.repeat(64));
const peerOf = (digit: string, changes: Partial<Peer> = {}): Peer => ({
  id: idOf(digit),
  name: `Peer ${digit}`,
  platform: 'linux',
  status: 'online',
  fingerprintWords: [],
  addresses: [],
  isManual: false,
  isKnown: false,
  ...changes,
});
const actions = () => ({ open: vi.fn(), sendTo: vi.fn(), setReceiving: vi.fn(), quit: vi.fn() });
const state: TrayState = { peers: [], isReceiving: true, fraction: null, heldCount: 0 };

describe('recentPeers', () => {
  it('gives those that are online, the latest first, the others as they come, and below those that are away', () => {
    const peers = [peerOf('1'), peerOf('2'), peerOf('3', { status: 'offline' }), peerOf('4')];
    const transfers = [
      transferOf({ id: transferIdOf('1'), peerId: idOf('4'), startedAtMs: 9 }),
      transferOf({ id: transferIdOf('2'), peerId: idOf('2'), startedAtMs: 5 }),
      transferOf({ id: transferIdOf('3'), peerId: idOf('4'), startedAtMs: 1 }),
      transferOf({ id: transferIdOf('4'), peerId: idOf('3'), startedAtMs: 99 }),
    ];
    expect(recentPeers(peers, transfers).map(({ name }) => name)).toEqual(['Peer 4', 'Peer 2', 'Peer 1', 'Peer 3']);
  });

  it('gives no more than five', () => {
    expect(
      recentPeers(
        ['1', '2', '3', '4', '5', '6'].map((digit) => peerOf(digit)),
        [],
      ),
    ).toHaveLength(5);
  });
});

describe('trayMenu', () => {
  it('says that nobody is near', () => {
    expect(trayMenu(state, actions()).map(({ label }) => label ?? '-')).toEqual([
      'Open Lanyard',
      '-',
      'No device nearby',
      '-',
      'Pause Receiving',
      '-',
      'Quit Lanyard',
    ]);
  });

  it('cleans a hostile name, and underlines nothing', () => {
    const peer = { id: idOf('1'), name: '\u202eA & \nB\u0000', isAway: false };
    expect(trayMenu({ ...state, peers: [peer] }, actions())[2]?.label).toBe('Send files to A && B…');
  });

  it('says of one that is away that it gets the files later', () => {
    const peers = recentPeers([peerOf('1', { status: 'offline' })], []);
    expect(trayMenu({ ...state, peers }, actions())[2]?.label).toBe('Send files to Peer 1 (away, gets them later)…');
  });

  it.each([true, false])('turns receiving around when it is %s', (isReceiving) => {
    const does = actions();
    const pause = trayMenu({ ...state, isReceiving }, does).find(({ id }) => id === 'pause');
    expect(pause?.checked).toBe(!isReceiving);
    // what Electron passes is not used
    (pause?.click as () => void)();
    expect(does.setReceiving).toHaveBeenCalledWith(!isReceiving);
  });
});

describe('trayTooltip', () => {
  it.each([
    [{}, 'Lanyard'],
    [{ isReceiving: false }, 'Lanyard: receiving is paused'],
    [{ isReceiving: false, fraction: 0.425, heldCount: 1 }, 'Lanyard: 42%'],
    [{ heldCount: 1 }, 'Lanyard: 1 transfer waits'],
    [{ heldCount: 2 }, 'Lanyard: 2 transfers wait'],
  ])('of %j is %s', (changes, text) => {
    expect(trayTooltip({ ...state, ...changes })).toBe(text);
  });
});
