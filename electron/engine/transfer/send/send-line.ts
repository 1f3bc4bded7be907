import type { LineMove } from '../../../../shared/model/transfer.ts';
import { abortable } from '../abortable.ts';

/** Milliseconds. Who has the turn and takes no step for so long (its disk hangs, say) lets the others go meanwhile. */
export const STALLED_MS = 15_000;

/** What a place tells of itself. Neither may throw. */
export interface PlaceEvents {
  /** How many go before it; null: it is its turn, or it is in no line. */
  readonly onPosition: (position: number | null) => void;
  /** It was moved. To be kept for a later run. */
  readonly onRank: (rank: number) => void;
}

/** One transfer's place among all that go to one peer. */
export interface Place {
  /** Smaller goes before greater; no two are equal. */
  readonly rank: number;
  readonly isAway: boolean;
  /** Its peer is out of reach: it waits in another line, and holds up nobody. */
  stayAway(): void;
  /** It is in no line, and holds up nobody. Who waits for a turn goes on waiting for the next time in line. */
  stepAside(): void;
  /** From now on it wants to send. */
  stepIn(): void;
  /**
   * Resolves when it may send its next frame. To be asked before each, one after the other, between `stepIn` and
   * `stepAside`.
   *
   * @throws the signal's reason, at once when it aborts
   */
  turn(signal: AbortSignal): Promise<void>;
  /** Past those that are in the same line; does nothing where there is none to pass. */
  move(to: LineMove): void;
  /** The transfer has ended and leaves the line for good. */
  leave(): void;
}

type Stand = 'aside' | 'away' | 'sending';

interface Member {
  readonly events: PlaceEvents;
  rank: number;
  stand: Stand;
  /** Resolves its `turn`; null: it does not wait for one. */
  grant: (() => void) | null;
  /** Since the last look. */
  hasStepped: boolean;
  /** It had the turn and did nothing with it. Ends with its next step. */
  isStalled: boolean;
  position: number | null;
}

/**
 * Lets those who send to one peer do so one after the other, in the order of their ranks. The order may change at any
 * time: who has sent until then stops before its next frame, and does not have to do anything for the next one to go.
 */
export class SendLine {
  /** By rank. */
  #members: Member[] = [];
  #watch: NodeJS.Timeout | null = null;

  /** @param rank - such as the time of its creation; what is greater is last. Made unique when it is taken. */
  join(rank: number, events: PlaceEvents): Place {
    const taken = new Set(this.#members.map((member) => member.rank));
    let free = rank;
    while (taken.has(free)) free += 1;
    const member: Member = {
      events,
      rank: free,
      stand: 'aside',
      grant: null,
      hasStepped: false,
      isStalled: false,
      position: null,
    };
    this.#members.push(member);
    this.#settle();
    return this.#placeOf(member);
  }

  #placeOf(member: Member): Place {
    const stand = (where: Stand): void => {
      Object.assign(member, { stand: where, isStalled: false });
      this.#settle();
    };
    return {
      get rank() {
        return member.rank;
      },
      get isAway() {
        return member.stand === 'away';
      },
      stayAway: () => stand('away'),
      stepAside: () => stand('aside'),
      stepIn: () => stand('sending'),
      turn: (signal) => this.#turn(member, signal),
      move: (to) => this.#move(member, to),
      leave: () => {
        this.#members = this.#members.filter((other) => other !== member);
        stand('aside');
      },
    };
  }

  #turn(member: Member, signal: AbortSignal): Promise<void> {
    return abortable(
      signal,
      (resolve) => {
        member.grant = () => {
          member.grant = null;
          resolve();
        };
        member.hasStepped = true;
        member.isStalled = false;
        this.#settle();
      },
      () => (member.grant = null),
    );
  }

  #move(member: Member, to: LineMove): void {
    const row = this.#members.filter(({ stand }) => stand === member.stand);
    const [first] = this.#members;
    const at = row.indexOf(member);
    const neighbour = row[to === 'later' ? at + 1 : at - 1];
    if (at < 0 || neighbour === undefined || first === undefined) return;
    if (to === 'first') {
      this.#rerank(member, first.rank - 1);
    } else {
      const rank = member.rank;
      this.#rerank(member, neighbour.rank);
      this.#rerank(neighbour, rank);
    }
    this.#settle();
  }

  #rerank(member: Member, rank: number): void {
    member.rank = rank;
    member.events.onRank(rank);
  }

  /** Those who want to send, as they go: who is stalled goes last. */
  #sending(): readonly Member[] {
    const all = this.#members.filter(({ stand }) => stand === 'sending');
    return [...all.filter(({ isStalled }) => !isStalled), ...all.filter(({ isStalled }) => isStalled)];
  }

  /** To be called after every change: gives the turn to whom it is due, and tells everybody where they stand. */
  #settle(): void {
    this.#members.sort((a, b) => a.rank - b.rank);
    const sending = this.#sending();
    const away = this.#members.filter(({ stand }) => stand === 'away');
    sending[0]?.grant?.();
    tellPositions(sending);
    tellPositions(away);
    for (const member of this.#members) if (member.stand === 'aside') tellPosition(member, null);
    this.#watchTurn(sending.some(({ grant }) => grant !== null));
  }

  #watchTurn(isNeeded: boolean): void {
    if (isNeeded === (this.#watch !== null)) return;
    if (this.#watch) clearInterval(this.#watch);
    this.#watch = isNeeded ? setInterval(() => this.#passStalled(), STALLED_MS).unref() : null;
  }

  #passStalled(): void {
    const [holder] = this.#sending();
    if (holder && !holder.hasStepped) holder.isStalled = true;
    for (const member of this.#members) member.hasStepped = false;
    this.#settle();
  }
}

function tellPositions(line: readonly Member[]): void {
  for (const [at, member] of line.entries()) tellPosition(member, at === 0 ? null : at);
}

function tellPosition(member: Member, position: number | null): void {
  if (member.position === position) return;
  member.position = position;
  member.events.onPosition(position);
}
