import { describe, expect, it } from 'vitest';
import { toPeerId } from '../../../../shared/model/ids.ts';
import { FairPool, type Guest } from './fair-pool.ts';

/** Guests who note that they had to go. */
function createGuests() {
  const gone: string[] = [];
  const come = (address: string, key: string, name = `${address} ${key}`): Guest => ({
    address,
    peerId: toPeerId(key.repeat(64)),
    giveWay: () => void gone.push(name),
  });
  return { gone, come };
}

const BUSY = expect.objectContaining({ code: 'PEER_BUSY' }) as unknown;

describe('FairPool', () => {
  it('gives everybody a place while there is room, and takes nothing from anybody', () => {
    const { gone, come } = createGuests();
    const pool = new FairPool({ total: 4, perAddress: 2 });
    for (const address of ['a', 'a', 'b', 'b']) pool.take(come(address, '1'), 1);
    expect(gone).toEqual([]);
  });

  it('lets the one of the most crowded address go that came first', () => {
    const { gone, come } = createGuests();
    const pool = new FairPool({ total: 4, perAddress: 4 });
    pool.take(come('b', '1'), 1);
    for (const key of ['2', '3', '4']) pool.take(come('a', key), 1);
    pool.take(come('c', '5'), 1);
    expect(gone).toEqual(['a 2']);
  });

  it('lets go of the key that has most, when all come from one address', () => {
    const { gone, come } = createGuests();
    const pool = new FairPool({ total: 8, perAddress: 4 });
    pool.take(come('a', '1', 'honest'), 1);
    for (const name of ['first', 'second', 'third']) pool.take(come('a', '2', name), 1);
    pool.take(come('a', '3'), 1);
    expect(gone).toEqual(['first']);
  });

  it('serves a newcomer whatever number of fresh keys came before it', () => {
    const { gone, come } = createGuests();
    const pool = new FairPool({ total: 8, perAddress: 4 });
    for (let n = 0; n < 200; n++)
      pool.take({ ...come('a', '1'), peerId: toPeerId(n.toString(16).padStart(64, '0')) }, 1);
    pool.take(come('a', '2', 'honest'), 1);
    pool.take(come('b', '2', 'honest too'), 1);
    expect(gone).toHaveLength(197);
    expect(gone.filter((name) => name.startsWith('honest'))).toEqual([]);
  });

  it('refuses who takes most itself, and has room for the small then', () => {
    const { gone, come } = createGuests();
    const pool = new FairPool({ total: 100, perAddress: 100 });
    const [small, greedy] = [come('a', '1'), come('a', '2')];
    pool.take(small, 10);
    pool.take(greedy, 80);
    expect(() => pool.take(greedy, 20)).toThrow(BUSY);
    pool.take(small, 80);
    expect(gone).toEqual([]);
  });

  it('takes from the greediest for who has less', () => {
    const { gone, come } = createGuests();
    const pool = new FairPool({ total: 100, perAddress: 100 });
    pool.take(come('a', '1', 'greedy'), 90);
    pool.take(come('b', '2'), 40);
    expect(gone).toEqual(['greedy']);
  });

  it('has room again when one leaves', () => {
    const { gone, come } = createGuests();
    const pool = new FairPool({ total: 2, perAddress: 2 });
    const guest = come('a', '1');
    pool.take(guest, 2);
    pool.leave(guest);
    pool.leave(guest);
    pool.take(come('b', '2'), 2);
    expect(gone).toEqual([]);
  });
});
