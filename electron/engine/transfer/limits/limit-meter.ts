import type { TransferLimit } from '../../../../shared/model/transfer.ts';
import type { MessageOf } from '../../../../shared/protocol/messages.ts';
import type { FrameConnection } from '../../transport/connection.ts';
import type { TransferRecord } from '../list/transfer-record.ts';
import { BusyMeter } from './busy-meter.ts';
import { combine, judgeReceiver, judgeSender, type OwnPace, type Span, type ToldPace } from './judge.ts';
import { Steady } from './steady.ts';
import { WaitClock, type WaitTimes } from './wait-clock.ts';

const LOOK_MS = 1_000;
/** What is shown is about the last so many looks; before there are so many nothing is. */
const LOOKS = 3;
/** Per cent: a smaller change of its share is not told. */
const SHARE_STEP = 10;

interface LimitMeterOptions {
  readonly connection: Pick<FrameConnection, 'side' | 'state' | 'send' | 'closed'>;
  readonly record: Pick<TransferRecord, 'update' | 'snapshot'>;
}

interface Look extends Span {
  readonly bytesDone: number;
}

/**
 * Finds out what limits the transfer of one connection, while that streams: looks once a second what this side waits for, tells the
 * other side (PACE, PROTOCOL.md §4.22), and shows what the two together come to.
 */
export class LimitMeter {
  /** To be told of each wait. */
  readonly clock = new WaitClock();
  readonly #options: LimitMeterOptions;
  readonly #busy = new BusyMeter();
  readonly #shown = new Steady<TransferLimit>();
  readonly #timer: NodeJS.Timeout;
  #looks: Look[] = [];
  #lookedAtMs = performance.now();
  #told: ToldPace | null = null;
  #said: OwnPace | null = null;

  constructor(options: LimitMeterOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#measure(), LOOK_MS).unref();
    void options.connection.closed.then(() => this.stop());
  }

  /** What the other side says of itself. */
  note({ waits, share }: MessageOf<'pace'>): void {
    this.#told = { waits, share };
  }

  /** Nothing is said nor shown any more. */
  stop(): void {
    clearInterval(this.#timer);
    if (this.#shown.shown !== null) this.#options.record.update({ limitedBy: null });
  }

  /** Judges by `span`, the last second or so, and those before it. */
  look(span: Span): void {
    const { connection, record } = this.#options;
    const { bytesDone } = record.snapshot();
    this.#looks = [...this.#looks, { ...span, bytesDone }].slice(-LOOKS);
    if (this.#looks.length < LOOKS) return;
    const own = (connection.side === 'client' ? judgeSender : judgeReceiver)(sumOf(this.#looks));
    if (own) this.#say(own);
    // of what does not move the other side may have said nothing for long
    const isMoving = this.#looks[0]?.bytesDone !== bytesDone;
    const before = this.#shown.shown;
    const shown = this.#shown.see(isMoving ? combine(connection.side, own, this.#told) : null);
    if (shown !== before) record.update({ limitedBy: shown });
  }

  #measure(): void {
    const nowMs = performance.now();
    const elapsedMs = nowMs - this.#lookedAtMs;
    this.#lookedAtMs = nowMs;
    this.look({ elapsedMs, waits: this.clock.take(), ...this.#busy.take() });
  }

  #say(own: OwnPace): void {
    const { connection } = this.#options;
    const isNews = own.waits !== this.#said?.waits || Math.abs(own.share - this.#said.share) >= SHARE_STEP;
    if (!isNews || connection.state !== 'streaming') return;
    this.#said = own;
    connection.send({ type: 'pace', waits: own.waits, share: own.share });
  }
}

function sumOf(spans: readonly Span[]): Span {
  const sum = (of: (span: Span) => number): number => spans.reduce((total, span) => total + of(span), 0);
  const waited = (wait: keyof WaitTimes): number => sum(({ waits }) => waits[wait]);
  const elapsedMs = sum((span) => span.elapsedMs);
  return {
    elapsedMs,
    waits: { disk: waited('disk'), limit: waited('limit'), other: waited('other'), turn: waited('turn') },
    busy: sum((span) => span.busy * span.elapsedMs) / elapsedMs,
    computer: sum((span) => span.computer * span.elapsedMs) / elapsedMs,
  };
}
