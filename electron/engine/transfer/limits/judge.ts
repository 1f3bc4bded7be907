import type { TransferLimit } from '../../../../shared/model/transfer.ts';
import type { Pace } from '../../../../shared/protocol/messages.ts';
import type { WaitTimes } from './wait-clock.ts';

/** A span of one side's work. Milliseconds, but for `busy`. */
export interface Span {
  readonly elapsedMs: number;
  readonly waits: WaitTimes;
  /** 0 to 1: the part of it in which the engine's thread had no rest. */
  readonly busy: number;
  /** The same for all cores of the computer together, whatever keeps them busy. */
  readonly computer: number;
}

/** What one side waits for most, and for which part of the time, in per cent. */
export interface OwnPace {
  readonly waits: Pace;
  readonly share: number;
}

/** What the other side said of itself; null: something of its own that has no name here. */
export interface ToldPace {
  readonly waits: Pace | null;
  readonly share: number;
}

/** Shorter spans say nothing: it was not its turn. Milliseconds. */
const MIN_SPAN_MS = 500;
/** Who waits for a limit at all would be faster without it. */
const LIMIT_SHARE = 0.2;
/** Below this a thread has rest enough that something else keeps it waiting. */
const BUSY_SHARE = 0.85;
/** Room that is lacking so often behind somebody shows that what is behind is slower. */
const FULL_SHARE = 0.2;
/** A source is waited for a little with each read, however fast it is. */
const READING_SHARE = 0.35;

/** What the sender of files waits for; null: for nothing in particular, or it was hardly its turn. */
export function judgeSender(span: Span): OwnPace | null {
  const shares = sharesOf(span);
  if (!shares) return null;
  const { disk, limit, other, busy } = shares;
  if (limit >= LIMIT_SHARE) return toPace('limit', limit);
  if (busy >= BUSY_SHARE) return toPace('processor', busy);
  if (other >= FULL_SHARE && other >= disk) return toPace('other', other);
  return disk >= READING_SHARE ? diskOrProcessor(disk, span) : null;
}

/** The same for the receiver, which waits for bytes whenever it does not wait for anything else. */
export function judgeReceiver(span: Span): OwnPace | null {
  const shares = sharesOf(span);
  if (!shares) return null;
  const { disk, limit, busy } = shares;
  if (limit >= LIMIT_SHARE) return toPace('limit', limit);
  if (busy >= BUSY_SHARE) return toPace('processor', busy);
  if (disk >= FULL_SHARE) return diskOrProcessor(disk, span);
  return toPace('other', Math.max(0, 1 - disk - limit - busy));
}

/** Threads of disks hash, too: where no core is free they are slow, whatever the disk is. */
function diskOrProcessor(disk: number, { computer }: Span): OwnPace {
  return toPace(computer >= BUSY_SHARE ? 'processor' : 'disk', disk);
}

/** What both together wait for, seen from `side`; null: not known. Both sides come to the same, once each has heard. */
export function combine(side: 'client' | 'server', own: OwnPace | null, told: ToldPace | null): TransferLimit | null {
  const ownIs = own !== null && own.waits !== 'other';
  const toldIs = told !== null && told.waits !== 'other';
  if (ownIs && (!toldIs || outweighs(side, own, told))) return HERE[own.waits];
  if (toldIs) return told.waits === null ? null : THERE[told.waits];
  return own && told ? 'network' : null;
}

type OwnWait = Exclude<Pace, 'other'>;
const HERE: Readonly<Record<string, TransferLimit>> & Readonly<Record<OwnWait, TransferLimit>> = {
  disk: 'this-disk',
  processor: 'cpu',
  limit: 'limit-here',
};
const THERE: typeof HERE = { disk: 'other-disk', processor: 'other-cpu', limit: 'limit-there' };

function outweighs(side: 'client' | 'server', own: OwnPace, told: ToldPace): boolean {
  // who waits for a limit would be faster without it, however busy the other side is
  if ((own.waits === 'limit') !== (told.waits === 'limit')) return own.waits === 'limit';
  return side === 'client' ? own.share >= told.share : own.share > told.share;
}

function sharesOf({ elapsedMs, waits, busy }: Span) {
  const spanMs = elapsedMs - waits.turn;
  if (spanMs < MIN_SPAN_MS) return null;
  const share = (ms: number): number => Math.min(1, ms / spanMs);
  return { disk: share(waits.disk), limit: share(waits.limit), other: share(waits.other), busy: Math.min(1, busy) };
}

const toPace = (waits: Pace, share: number): OwnPace => ({ waits, share: Math.round(share * 100) });
