import type { LineMove } from '../../../../shared/model/transfer.ts';
import { abortable } from '../abortable.ts';

/** Milliseconds. Who has the turn and takes no step for so long (its disk hangs, say) lets the others go meanwhile. */
export const STALLED_MS = 15_000;

/** What a place tells, and is asked, of itself. None may throw. */
export interface PlaceEvents {
  /** So little is left of it that it need not wait behind a large one. Looked at before each frame. */
  readonly isSmall: () => boolean;
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
  /** The user put it behind another: it waits there, small or not. */
  isPutBack: boolean;
  position: number | null;
}

/**
 * Lets those who send to one peer do so one after the other, in the order of their ranks. The order may change at any
 * time: who has sent until then stops before its next frame, and does not have to do anything for the next one to go.
 *
 * While a large one has the turn, the first small one behind it sends beside it, on its own connection. Only one at a time
 * does: however many there are, the large one keeps its share of the way, about half.
 */
export class SendLine {
  /** By rank. */
  #members: Member[] = [];
  #watch: NodeJS.Timeout | null = null;
  /** Sends beside the first; null: nobody does. */
  #beside: Member | null = null;

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
      isPutBack: false,
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
    member.isPutBack = to === 'later';
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

  /** Of those who want to send, those who may: the first, and at most one beside it. */
  #going(sending: readonly Member[]): readonly Member[] {
    const [first, ...others] = sending;
    if (!first) return [];
    const isKept = this.#beside !== null && others.includes(this.#beside);
    // one that goes beside a large one goes on when that has become small
    const isOpen = isKept || !first.events.isSmall();
    this.#beside = (isOpen && others.find(mayGoBeside)) || null;
    return this.#beside ? [first, this.#beside] : [first];
  }

  /** To be called after every change: gives the turn to whom it is due, and tells everybody where they stand. */
  #settle(): void {
    this.#members.sort((a, b) => a.rank - b.rank);
    const sending = this.#sending();
    const away = this.#members.filter(({ stand }) => stand === 'away');
    const going = this.#going(sending);
    for (const member of going) member.grant?.();
    tellPositions(sending, going);
    tellPositions(away, away.slice(0, 1));
    for (const member of this.#members) if (member.stand === 'aside') tellPosition(member, null);
    this.#watchTurn(sending.some(({ grant }) => grant !== null));
  }

  #watchTurn(isNeeded: boolean): void {
    if (isNeeded === (this.#watch !== null)) return;
    if (this.#watch) clearInterval(this.#watch);
    this.#watch = isNeeded ? setInterval(() => this.#passStalled(), STALLED_MS).unref() : null;
  }

  #passStalled(): void {
    for (const member of this.#going(this.#sending())) if (!member.hasStepped) member.isStalled = true;
    for (const member of this.#members) member.hasStepped = false;
    this.#settle();
  }
}

const mayGoBeside = ({ events, isStalled, isPutBack }: Member): boolean => !isStalled && !isPutBack && events.isSmall();

/** @param going - wait for nobody */
function tellPositions(line: readonly Member[], going: readonly Member[]): void {
  for (const [at, member] of line.entries()) tellPosition(member, going.includes(member) ? null : at);
}

function tellPosition(member: Member, position: number | null): void {
  if (member.position === position) return;
  member.position = position;
  member.events.onPosition(position);
}
