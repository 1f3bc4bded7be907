import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Admission } from './admission.ts';

/** What admission sees of a socket: no network needed to count. */
class CountedSocket extends EventEmitter {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localPort = 1;
  bytesRead = 0;
  isDestroyed = false;

  constructor(remoteAddress: string, remotePort: number) {
    super();
    this.remoteAddress = remoteAddress;
    this.remotePort = remotePort;
  }

  /** As a real one does: 'close' comes later. */
  destroy(): void {
    this.isDestroyed = true;
    queueMicrotask(() => this.emit('close'));
  }
}

type Limits = Partial<ConstructorParameters<typeof Admission>[1]>;

function createAdmission(limits: Limits, known: readonly string[] = []) {
  const isKnown = (host: string): boolean => known.includes(host);
  const admission = new Admission(isKnown, { total: 9, kept: 0, perAddress: 9, waiting: 9, ...limits });
  let port = 0;
  const arrive = (address: string) => {
    const socket = new CountedSocket(address, ++port);
    // it has all that is used of a Socket
    return { socket, isIn: admission.admit(socket as unknown as Socket) };
  };
  const settle = ({ socket }: { readonly socket: CountedSocket }, isTransfer = false) =>
    admission.settle(socket as unknown as Socket, isTransfer);
  const rest = ({ socket }: { readonly socket: CountedSocket }) => admission.rest(socket as unknown as Socket);
  return { admission, arrive, settle, rest };
}

describe('Admission', () => {
  it('cuts the one that waits longest when too many have not greeted', () => {
    const { arrive } = createAdmission({ total: 100, perAddress: 100, waiting: 3 });
    const [first, second, third] = [arrive('a'), arrive('b'), arrive('c')];
    const fourth = arrive('d');
    expect([first, second, third, fourth].map(({ socket }) => socket.isDestroyed)).toEqual([true, false, false, false]);
    expect(fourth.isIn).toBe(true);
  });

  it('cuts one of the address that most wait of, not the one that waits longest', () => {
    const { arrive } = createAdmission({ total: 100, perAddress: 100, waiting: 4 });
    const honest = arrive('a');
    const flood = Array.from({ length: 50 }, () => arrive('b'));
    expect(honest.socket.isDestroyed).toBe(false);
    expect(flood.filter(({ socket }) => !socket.isDestroyed)).toHaveLength(3);
    expect(flood.at(-1)?.isIn).toBe(true);
  });

  it('cuts first what has not sent a byte', () => {
    const { arrive } = createAdmission({ total: 100, perAddress: 100, waiting: 4 });
    const honest = arrive('a');
    honest.socket.bytesRead = 300;
    for (let n = 0; n < 50; n++) arrive('a');
    expect(honest.socket.isDestroyed).toBe(false);
  });

  it('cuts strangers before anybody at the address of a device the user has dealt with', () => {
    const { arrive } = createAdmission({ total: 100, perAddress: 100, waiting: 4 }, ['friend']);
    const friends = [arrive('friend'), arrive('friend'), arrive('friend')];
    for (let n = 0; n < 50; n++) arrive(`stranger ${n}`);
    expect(friends.some(({ socket }) => socket.isDestroyed)).toBe(false);
  });

  it('keeps places for addresses of devices the user has dealt with', () => {
    const { arrive } = createAdmission({ total: 6, kept: 2, waiting: 100 }, ['friend']);
    const strangers = Array.from({ length: 6 }, (_, n) => arrive(`stranger ${n}`));
    expect(strangers.filter(({ isIn }) => isIn)).toHaveLength(4);
    expect([arrive('friend'), arrive('friend'), arrive('friend')].map(({ isIn }) => isIn)).toEqual([true, true, false]);
  });

  it('never cuts one that has greeted', () => {
    const { arrive, settle } = createAdmission({ total: 100, perAddress: 100, waiting: 2 });
    const greeted = arrive('a');
    settle(greeted);
    for (let n = 0; n < 10; n++) arrive('b');
    expect(greeted.socket.isDestroyed).toBe(false);
  });

  it('refuses more than one address may have, IPv4 in IPv6 being the same', () => {
    const { arrive } = createAdmission({ total: 100, perAddress: 2, waiting: 100 });
    expect([arrive('10.0.0.1'), arrive('::ffff:10.0.0.1'), arrive('10.0.0.1')].map(({ isIn }) => isIn)).toEqual([
      true,
      true,
      false,
    ]);
    expect(arrive('10.0.0.2').isIn).toBe(true);
  });

  it('refuses more than there is room for, and has room again when one goes', async () => {
    const { admission, arrive } = createAdmission({ total: 2, perAddress: 2, waiting: 100 });
    const first = arrive('a');
    arrive('b');
    expect(arrive('c').isIn).toBe(false);
    first.socket.destroy();
    await Promise.resolve();
    expect(admission.size).toBe(1);
    expect(arrive('c').isIn).toBe(true);
  });

  it('cuts all when the server stops', async () => {
    const { admission, arrive } = createAdmission({ total: 9, perAddress: 9, waiting: 9 });
    const all = [arrive('a'), arrive('a'), arrive('b')];
    admission.clear(false);
    await Promise.resolve();
    expect(all.every(({ socket }) => socket.isDestroyed)).toBe(true);
    expect(admission.size).toBe(0);
  });

  it('spares transfers when it is told to', () => {
    const { admission, arrive, settle } = createAdmission({ total: 9, perAddress: 9, waiting: 9 });
    const [stranger, presence, transfer] = [arrive('a'), arrive('a'), arrive('b')];
    settle(presence);
    settle(transfer, true);
    admission.clear(true);
    expect([stranger, presence, transfer].map(({ socket }) => socket.isDestroyed)).toEqual([true, true, false]);
    admission.clear(false);
    expect(transfer.socket.isDestroyed).toBe(true);
  });

  it('gives the place of one that is kept to whoever needs it: the oldest, and of its own address', () => {
    const { admission, arrive, settle, rest } = createAdmission({ total: 4, perAddress: 2 });
    const [used, older, here, newer] = [arrive('a'), arrive('b'), arrive('c'), arrive('d')];
    for (const one of [used, older, here, newer]) settle(one, true);
    for (const one of [older, here, newer]) rest(one);
    settle(newer, true);
    expect([arrive('e').isIn, older.socket.isDestroyed, here.socket.isDestroyed]).toEqual([true, true, false]);
    expect([arrive('c').isIn, here.socket.isDestroyed]).toEqual([true, true]);
    expect([arrive('c').isIn, newer.socket.isDestroyed, used.socket.isDestroyed]).toEqual([false, false, false]);
    expect(admission.size).toBe(4);
  });

  it('cuts one that is kept when only transfers are spared', () => {
    const { admission, arrive, settle, rest } = createAdmission({});
    const [used, kept] = [arrive('a'), arrive('a')];
    for (const one of [used, kept]) settle(one, true);
    rest(kept);
    admission.clear(true);
    expect([used.socket.isDestroyed, kept.socket.isDestroyed]).toEqual([false, true]);
  });
});
