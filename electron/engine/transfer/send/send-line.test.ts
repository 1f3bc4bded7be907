import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LanyardError } from '../../../../shared/errors/lanyard-error.ts';
import { LINE_MOVES } from '../../../../shared/model/transfer.ts';
import { SendLine, STALLED_MS, type Place } from './send-line.ts';

afterEach(() => void vi.useRealTimers());

/** A place that notes what it is told, and sends a frame whenever it may. */
class Sender {
  readonly name: string;
  readonly place: Place;
  readonly ranks: number[] = [];
  position: number | null = null;
  isSmall = false;
  #isWaiting = false;
  readonly #log: string[];

  constructor(line: SendLine, name: string, log: string[], rank = 0) {
    this.name = name;
    this.#log = log;
    this.place = line.join(rank, {
      isSmall: () => this.isSmall,
      onPosition: (position) => (this.position = position),
      onRank: (moved) => this.ranks.push(moved),
    });
  }

  /** Asks for a turn, unless it waits for one. */
  async step(signal = new AbortController().signal): Promise<void> {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    await this.place.turn(signal).finally(() => (this.#isWaiting = false));
    this.#log.push(this.name);
  }
}

function setUp(count: number) {
  const line = new SendLine();
  const log: string[] = [];
  const senders = Array.from({ length: count }, (_, at) => new Sender(line, 'abcdef'.charAt(at), log, at));
  const positions = () => senders.map(({ position }) => position);
  /** Each that is not waiting asks once; gives who got its turn. */
  const round = async (of: readonly Sender[] = senders): Promise<string> => {
    log.length = 0;
    for (const sender of of) void sender.step().catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    return log.join('');
  };
  return { line, senders, positions, round };
}

describe('a line', () => {
  it('lets the first go until it steps aside, then the next', async () => {
    const { senders, positions, round } = setUp(3);
    const [a, b, c] = senders as [Sender, Sender, Sender];
    for (const { place } of [c, b, a]) place.stepIn();
    expect(positions()).toEqual([null, 1, 2]);
    expect([await round(), await round()]).toEqual(['a', 'a']);
    a.place.stepAside();
    expect(positions()).toEqual([null, null, 1]);
    expect(await round([b, c])).toBe('b');
    // its place was kept: it goes on at once
    a.place.stepIn();
    expect(positions()).toEqual([null, 1, 2]);
    // b's turn had been asked for before
    expect(await round()).toMatch(/^a$/);
    b.place.leave();
    a.place.leave();
    expect(await round([])).toBe('c');
    c.place.leave();
  });

  it('gives the turn to whom is moved to the front, whether the one that sends asks again or not', async () => {
    const { senders, positions, round } = setUp(3);
    const [a, b, c] = senders as [Sender, Sender, Sender];
    for (const { place } of senders) place.stepIn();
    expect(await round()).toBe('a');
    c.place.move('first');
    expect(positions()).toEqual([1, 2, null]);
    expect(await round([])).toBe('c');
    expect(await round()).toBe('c');
    b.place.move('earlier');
    expect(positions()).toEqual([2, 1, null]);
    c.place.move('later');
    expect(positions()).toEqual([2, null, 1]);
    a.place.move('later');
    b.place.move('first');
    expect(positions()).toEqual([2, null, 1]);
    expect([a.ranks.at(-1), b.ranks.at(-1), c.ranks.at(-1)]).toEqual([a, b, c].map(({ place }) => place.rank));
    for (const { place } of senders) place.leave();
  });

  it('counts those that wait for the peer by themselves', () => {
    const { senders, positions } = setUp(4);
    const [a, b, c, d] = senders as [Sender, Sender, Sender, Sender];
    for (const { place } of [a, b, d]) place.stayAway();
    c.place.stepIn();
    expect(positions()).toEqual([null, 1, null, 2]);
    d.place.move('earlier');
    expect(positions()).toEqual([null, 2, null, 1]);
    a.place.leave();
    expect(positions()).toEqual([null, 1, null, null]);
    // what has left is moved nowhere
    a.place.move('later');
    expect(positions()).toEqual([null, 1, null, null]);
  });

  it('lets go of one that is aborted while it waits, with its reason', async () => {
    const { senders, round } = setUp(2);
    const [a, b] = senders as [Sender, Sender];
    for (const { place } of senders) place.stepIn();
    const abort = new AbortController();
    const turn = b.place.turn(abort.signal);
    const reason = new LanyardError('TRANSFER_CANCELLED', 'cancelled');
    abort.abort(reason);
    await expect(turn).rejects.toBe(reason);
    await expect(b.place.turn(abort.signal)).rejects.toBe(reason);
    b.place.stepAside();
    expect(await round([a])).toBe('a');
    for (const { place } of senders) place.leave();
  });

  it('does not wait for one that hangs; when it can again, it goes on', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { senders, positions, round } = setUp(2);
    const [a, b] = senders as [Sender, Sender];
    for (const { place } of senders) place.stepIn();
    expect(await round()).toBe('a');
    vi.advanceTimersByTime(STALLED_MS);
    expect(await round([])).toBe('');
    vi.advanceTimersByTime(STALLED_MS);
    expect(await round([])).toBe('b');
    expect(positions()).toEqual([1, null]);
    expect(await round([b])).toBe('b');
    expect(await round([a])).toBe('a');
    expect(positions()).toEqual([null, 1]);
    for (const { place } of senders) place.leave();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets a small one go beside a large one, at once, one at a time and in their order', async () => {
    const { senders, positions, round } = setUp(5);
    const [a, b, c, d] = senders as [Sender, Sender, Sender, Sender];
    for (const { place } of [a, b, d]) place.stepIn();
    expect(await round([a, b, d])).toBe('a');
    c.isSmall = d.isSmall = true;
    c.place.stepIn();
    expect(positions()).toEqual([null, 1, null, 3, null]);
    expect([await round([a, b, c, d]), await round([a, b, c, d])]).toEqual(['ac', 'ac']);
    c.place.leave();
    expect(await round([a])).toBe('da');
    expect(positions()).toEqual([null, 1, null, null, null]);
    d.place.leave();
    expect(await round([a])).toBe('a');
    a.place.leave();
    expect(await round([])).toBe('b');
    b.place.leave();
  });

  it('never keeps a large one from sending, however many small ones come', async () => {
    const { line, senders, round } = setUp(1);
    const [large] = senders as [Sender];
    const log: string[] = [];
    large.place.stepIn();
    for (let count = 0; count < 50; count++) {
      const small = new Sender(line, 'small', log, 100);
      small.isSmall = true;
      small.place.stepIn();
      await small.step();
      expect(await round()).toBe('a');
      small.place.leave();
    }
    expect(log.length).toBe(50);
  });

  it('lets small ones go one after the other, but does not stop the second when the first becomes small', async () => {
    const { senders, positions, round } = setUp(3);
    const [a, b, c] = senders as [Sender, Sender, Sender];
    for (const sender of senders) sender.isSmall = true;
    for (const { place } of senders) place.stepIn();
    expect(await round()).toBe('a');
    expect(positions()).toEqual([null, 1, 2]);
    a.isSmall = false;
    // its turn was asked for before
    expect(await round([a])).toBe('ba');
    a.isSmall = true;
    expect(await round([a, b])).toBe('ab');
    b.place.leave();
    expect(await round([a])).toBe('a');
    expect(positions()).toEqual([null, null, 1]);
    for (const { place } of [a, c]) place.leave();
  });

  it('keeps a small one behind where the user put it, until it is put forward', async () => {
    const { senders, positions, round } = setUp(3);
    const [a, b, c] = senders as [Sender, Sender, Sender];
    b.isSmall = true;
    for (const { place } of senders) place.stepIn();
    expect(await round()).toBe('ab');
    b.place.move('later');
    expect(positions()).toEqual([null, 2, 1]);
    expect(await round()).toBe('a');
    b.place.move('earlier');
    expect(positions()).toEqual([null, null, 2]);
    expect(await round([a])).toBe('ba');
    // what the user wants first goes first, and the small one beside it
    c.place.move('first');
    expect(positions()).toEqual([1, null, null]);
    expect(await round([b])).toBe('cb');
    for (const { place } of senders) place.leave();
  });

  it('does not wait for a small one that hangs, either', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { senders, positions, round } = setUp(3);
    const [a, b, c] = senders as [Sender, Sender, Sender];
    b.isSmall = c.isSmall = true;
    for (const { place } of senders) place.stepIn();
    expect(await round()).toBe('ab');
    for (let looks = 0; looks < 2; looks++) {
      vi.advanceTimersByTime(STALLED_MS);
      await round([a]);
    }
    expect(positions()).toEqual([null, 2, null]);
    expect(await round([a, c])).toBe('ac');
    for (const { place } of senders) place.leave();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('makes equal ranks different, and keeps their order', () => {
    const { line } = setUp(0);
    const ranks = [5, 5, 5.5, 5].map(
      (rank) => line.join(rank, { isSmall: () => false, onPosition: vi.fn(), onRank: vi.fn() }).rank,
    );
    expect(ranks).toEqual([5, 6, 5.5, 7]);
  });
});

it('whatever they do, one goes at a time, the first of those that want to, and each gets its turn in the end', async () => {
  const doing = fc.constantFrom('in', 'aside', 'away', 'step', ...LINE_MOVES);
  const acts = fc.array(fc.tuple(fc.nat(4), doing), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(acts, async (script) => {
      const { senders, round } = setUp(5);
      const wanting = new Set<Sender>();
      const first = (): Sender | undefined => [...wanting].sort((x, y) => x.place.rank - y.place.rank)[0];
      for (const [at, act] of script) {
        const sender = senders[at]!;
        if (act === 'in') wanting.add(sender);
        if (act === 'aside' || act === 'away') wanting.delete(sender);
        if (act === 'in') sender.place.stepIn();
        else if (act === 'aside') sender.place.stepAside();
        else if (act === 'away') sender.place.stayAway();
        else if (act !== 'step') sender.place.move(act);
        const went = await round(act === 'step' && wanting.has(sender) ? [sender] : []);
        expect(['', first()?.name]).toContain(went);
      }
      for (const sender of senders) if (!wanting.has(sender)) sender.place.stepIn();
      const order = [...senders].sort((x, y) => x.place.rank - y.place.rank);
      await round();
      for (const sender of order) {
        await round();
        expect(await round()).toBe(sender.name);
        sender.place.leave();
      }
    }),
    { numRuns: 60 },
  );
});
