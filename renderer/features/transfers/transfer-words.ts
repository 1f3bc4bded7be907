import { isInLine, isQueued, type Transfer } from '../../../shared/model/transfer.ts';
import { doneOfTotal } from '../../text/amount-words.ts';
import { inlineName } from '../../text/display-name.ts';
import type { Wording } from '../../text/wording.ts';

/** `Photos 2026 and 3 others`, for labels and announcements. */
export function titleWords({ t }: Wording, transfer: Transfer): string {
  return t('transfers.namePlain', { title: inlineName(transfer.title), others: Math.max(0, transfer.itemCount - 1) });
}

/** 0 to 1. Nothing to move at all counts as all of it once it has ended well. */
export function fractionOf(transfer: Transfer): number {
  if (transfer.bytesTotal > 0) return Math.min(1, transfer.bytesDone / transfer.bytesTotal);
  return transfer.state === 'done' ? 1 : 0;
}

/** The line below the title: where it stands, in words. */
export function statusWords(wording: Wording, transfer: Transfer): string {
  const { t } = wording;
  const peer = inlineName(transfer.peerName);
  switch (transfer.state) {
    case 'offered':
      return offeredWords(wording, transfer);
    case 'active':
      return activeWords(wording, transfer);
    case 'waiting':
      if (isQueued(transfer)) return joined(queuedWords(wording, transfer), beforeWords(wording, transfer));
      return joined(
        t('transfers.state.waitingFor', { peer, ...amounts(wording, transfer) }),
        beforeWords(wording, transfer),
      );
    case 'paused':
      return t('transfers.state.paused', { peer, by: transfer.pausedBy ?? 'here', ...amounts(wording, transfer) });
    case 'verifying':
      return t('transfers.state.verifying');
    case 'done':
    case 'partial':
    case 'failed':
    case 'cancelled':
    case 'declined':
      return endedWords(wording, transfer);
  }
}

function offeredWords(wording: Wording, transfer: Transfer): string {
  const { t, bytes } = wording;
  const size = bytes(transfer.bytesTotal);
  if (transfer.isScanning) return t('transfers.scanning', { count: transfer.filesTotal, size });
  const what = t('offers.files', { count: transfer.filesTotal });
  if (transfer.direction === 'receive') return t('transfers.state.waitingHere', { what, size });
  return t('transfers.state.waitingThere', { peer: inlineName(transfer.peerName), what, size });
}

function queuedWords(wording: Wording, transfer: Transfer): string {
  const { t, bytes } = wording;
  const { filesTotal: count, bytesTotal } = transfer;
  const peer = inlineName(transfer.peerName);
  const size = bytes(bytesTotal);
  if (transfer.isScanning)
    return `${t('transfers.state.queued', { peer })} · ${t('transfers.scanning', { count, size })}`;
  // not looked at yet, or only the number of files is known
  if (count === 0) return t('transfers.state.queued', { peer });
  if (bytesTotal === 0) return joined(t('transfers.state.queued', { peer }), t('offers.files', { count }));
  return t('transfers.state.queuedWhat', { peer, what: t('offers.files', { count }), size });
}

function activeWords(wording: Wording, transfer: Transfer): string {
  if (isInLine(transfer)) return inLineWords(wording, transfer);
  return hasNotBegun(transfer)
    ? joined(wording.t('transfers.state.notBegun'), doneOfTotal(wording, transfer))
    : movingWords(wording, transfer);
}

/** A receiver is not told that it waits for its turn there: all it knows is that nothing comes. */
function hasNotBegun({ state, direction, bytesDone, filesDone, rateBytesPerSec }: Transfer): boolean {
  return state === 'active' && direction === 'receive' && bytesDone + filesDone + rateBytesPerSec === 0;
}

function inLineWords(wording: Wording, transfer: Transfer): string {
  const { t } = wording;
  const turn = t('transfers.state.turn');
  return joined(turn, beforeWords(wording, transfer), doneOfTotal(wording, transfer));
}

function beforeWords({ t }: Wording, { linePosition }: Transfer): string | null {
  return linePosition === null ? null : t('transfers.state.before', { count: linePosition });
}

function joined(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(' · ');
}

function movingWords(wording: Wording, transfer: Transfer): string {
  const { t, rate, number } = wording;
  const parts = [doneOfTotal(wording, transfer)];
  if (transfer.filesTotal > 1) {
    parts.push(t('transfers.files', { done: number(transfer.filesDone), total: transfer.filesTotal }));
  }
  if (transfer.rateBytesPerSec > 0) parts.push(rate(transfer.rateBytesPerSec));
  if (transfer.secondsLeft !== null) {
    parts.push(t('transfers.left', { time: wording.duration(transfer.secondsLeft) }));
  }
  return joined(...parts);
}

function endedWords(wording: Wording, transfer: Transfer): string {
  const { t } = wording;
  const when = wording.time(transfer.endedAtMs ?? transfer.startedAtMs);
  if (transfer.state === 'declined') return when;
  const size = wording.bytes(transfer.bytesDone);
  if (transfer.state !== 'done') return joined(doneOfTotal(wording, transfer), when);
  const what = t('offers.files', { count: transfer.filesDone });
  const words = t(transfer.filesDone === 1 ? 'transfers.state.done' : 'transfers.state.doneFiles', {
    what,
    size,
    when,
  });
  return transfer.filesSkipped === 0
    ? words
    : `${words} · ${t('transfers.state.skipped', { count: transfer.filesSkipped })}`;
}

/** `none` as a total: nobody has told how much it is, or there is nothing to count. */
function amounts({ bytes }: Wording, { bytesDone, bytesTotal }: Transfer): { done: string; total: string } {
  return { done: bytes(bytesDone), total: bytesTotal === 0 ? 'none' : bytes(bytesTotal) };
}
