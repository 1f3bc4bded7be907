import { describe, expect, it } from 'vitest';
import { combine, judgeReceiver, judgeSender, type Span } from './judge.ts';
import type { WaitTimes } from './wait-clock.ts';

/** Three seconds. */
const span = (busy: number, waits: Partial<WaitTimes>, elapsedMs = 3_000, computer = 0.5): Span => ({
  elapsedMs,
  busy,
  computer,
  waits: { disk: 0, limit: 0, other: 0, turn: 0, ...waits },
});

describe('what a sender waits for', () => {
  it.each([
    ['its disk', span(0.3, { disk: 2_000, other: 100 }), { waits: 'disk', share: 67 }],
    ['the other side', span(0.4, { disk: 300, other: 1_400 }), { waits: 'other', share: 47 }],
    [
      'a network that is nearly as fast as itself',
      span(0.75, { disk: 100, other: 650 }),
      { waits: 'other', share: 22 },
    ],
    ['the processor', span(0.95, { disk: 900, other: 200 }), { waits: 'processor', share: 95 }],
    ['its disk, whose thread gets no core', span(0.3, { disk: 2_000 }, 3_000, 0.97), { waits: 'processor', share: 67 }],
    [
      'the other side, while other programs are busy',
      span(0.3, { other: 2_000 }, 3_000, 0.97),
      { waits: 'other', share: 67 },
    ],
    ['the limit', span(0.2, { limit: 2_100, disk: 200 }), { waits: 'limit', share: 70 }],
    [
      'a limit just below what the network takes',
      span(0.3, { limit: 700, other: 1_000 }),
      { waits: 'limit', share: 23 },
    ],
    ['a bit of everything', span(0.6, { disk: 600, other: 500 }), null],
    ['mostly its turn', span(0.1, { turn: 2_700, other: 200 }), null],
    [
      'the other side in the part that was its turn',
      span(0.2, { turn: 1_500, other: 1_200 }),
      { waits: 'other', share: 80 },
    ],
  ])('%s', (_, given, expected) => {
    expect(judgeSender(given)).toEqual(expected);
  });
});

describe('what a receiver waits for', () => {
  it.each([
    ['its disk', span(0.4, { disk: 1_500 }), { waits: 'disk', share: 50 }],
    ['bytes', span(0.4, { disk: 150 }), { waits: 'other', share: 55 }],
    ['the processor', span(0.9, { disk: 300 }), { waits: 'processor', share: 90 }],
    ['the limit', span(0.2, { limit: 2_400 }), { waits: 'limit', share: 80 }],
    ['its disk, whose thread gets no core', span(0.4, { disk: 1_500 }, 3_000, 0.9), { waits: 'processor', share: 50 }],
    ['not long enough to say', span(0.2, { disk: 300 }, 400), null],
  ])('%s', (_, given, expected) => {
    expect(judgeReceiver(given)).toEqual(expected);
  });
});

describe('what both together wait for', () => {
  const other = { waits: 'other', share: 60 } as const;
  const disk = (share: number) => ({ waits: 'disk', share }) as const;
  const processor = (share: number) => ({ waits: 'processor', share }) as const;

  it.each([
    ['nothing is known', null, null, null, null],
    ['each waits for the other', other, other, 'network', 'network'],
    ['the sender reads slowly', disk(60), other, 'this-disk', 'other-disk'],
    ['the receiver writes slowly', other, disk(60), 'other-disk', 'this-disk'],
    ['the sender has a limit', { waits: 'limit', share: 50 } as const, other, 'limit-here', 'limit-there'],
    ['the receiver has a limit', other, { waits: 'limit', share: 50 } as const, 'limit-there', 'limit-here'],
    ['both are busy, the receiver more so', processor(88), processor(97), 'other-cpu', 'cpu'],
    [
      'the receiver has a limit, and the sender is busy',
      processor(99),
      { waits: 'limit', share: 40 } as const,
      'limit-there',
      'limit-here',
    ],
    ['both are as busy', processor(90), processor(90), 'cpu', 'other-cpu'],
    ['the sender waits for nothing in particular', null, disk(40), 'other-disk', 'this-disk'],
    ['the sender has not spoken yet', null, other, null, null],
  ] as const)('%s', (_, sender, receiver, onSender, onReceiver) => {
    expect(combine('client', sender, receiver)).toBe(onSender);
    expect(combine('server', receiver, sender)).toBe(onReceiver);
  });

  it('is unknown when the other side names something of a later version', () => {
    expect(combine('client', other, { waits: null, share: 80 })).toBeNull();
  });
});
