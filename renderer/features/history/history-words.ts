import type { HistoryEntry, HistoryFile } from '../../../shared/model/history.ts';
import type { Transfer } from '../../../shared/model/transfer.ts';
import { doneOfTotal } from '../../text/amount-words.ts';
import { inlineName } from '../../text/display-name.ts';
import { remarkWords } from '../../text/report-words.ts';
import type { Wording } from '../../text/wording.ts';

export type Tone = 'ok' | 'warn' | 'bad' | 'calm';

/** `Photos 2026 and 3 others`, for labels and announcements. */
export function entryTitle({ t }: Wording, { title, itemCount }: Pick<HistoryEntry, 'title' | 'itemCount'>): string {
  return t('transfers.namePlain', { title: inlineName(title), others: Math.max(0, itemCount - 1) });
}

/** How good or bad it was, for its colour; what somebody wanted so is calm. */
export function toneOf({ result }: HistoryEntry): Tone {
  switch (result) {
    case 'done':
      return 'ok';
    case 'partial':
    case 'interrupted':
      return 'warn';
    case 'failed':
      return 'bad';
    case 'cancelled':
    case 'declined':
      return 'calm';
  }
}

/** What became of it, in words. */
export function resultWords({ t, error }: Wording, entry: HistoryEntry): string {
  const peer = inlineName(entry.peerName);
  switch (entry.result) {
    case 'done':
      return t(entry.direction === 'send' ? 'history.result.sent' : 'history.result.received');
    case 'partial':
      return t('transfers.state.partial', { failed: entry.filesFailed, done: entry.filesDone });
    case 'failed':
      return entry.error === null ? t('transfers.state.failed') : error(entry.error, entry.peerName).title;
    case 'cancelled':
      if (entry.cancelledBy === null) return t('transfers.state.cancelled');
      return entry.cancelledBy === 'here'
        ? t('transfers.state.cancelledHere')
        : t('transfers.state.cancelledThere', { peer });
    case 'declined':
      return entry.direction === 'send'
        ? t('transfers.state.declinedThere', { peer })
        : t('transfers.state.declinedHere');
    case 'interrupted':
      return t('history.result.interrupted');
  }
}

/** Where a transfer that stands still is, and why. */
export function openWords({ t, bytes, error }: Wording, transfer: Transfer): string {
  const peer = inlineName(transfer.peerName);
  const total = transfer.bytesTotal === 0 ? 'none' : bytes(transfer.bytesTotal);
  const amounts = { done: bytes(transfer.bytesDone), total };
  const words =
    transfer.state === 'paused'
      ? t('transfers.state.paused', { peer, by: transfer.pausedBy ?? 'here', ...amounts })
      : t('transfers.state.waitingFor', { peer, ...amounts });
  const reason = transfer.error;
  if (reason === null || reason.code === 'PEER_PAUSED') return words;
  return `${words} · ${error(reason, transfer.peerName).title}`;
}

/** How much, when and how fast. */
export function factsWords(wording: Wording, entry: HistoryEntry): string {
  const { t, bytes, rate, time } = wording;
  const isWhole = entry.result === 'done';
  const parts = [t('offers.files', { count: isWhole ? entry.filesDone : entry.filesTotal })];
  const amount =
    isWhole || entry.bytesDone === 0
      ? bytes(isWhole ? entry.bytesDone : entry.bytesTotal)
      : doneOfTotal(wording, entry);
  if (amount !== null) parts.push(amount);
  if (entry.averageBytesPerSec !== null && hasSent(entry)) parts.push(rate(entry.averageBytesPerSec));
  parts.push(time(entry.startedAtMs));
  return parts.join(' · ');
}

/** Something went over the network: what was there already has no speed. */
function hasSent({ filesDone, filesFailed, bytesDone, report }: HistoryEntry): boolean {
  return bytesDone > 0 && (filesFailed > 0 || report.wasThere < filesDone);
}

/** What became of one file. */
export function fileWords(wording: Wording, file: HistoryFile, { peerName }: HistoryEntry): string {
  if (file.error !== null) return wording.error(file.error, peerName).title;
  const remarks = file.status === 'done' ? remarkWords(wording, file) : '';
  if (remarks !== '') return remarks;
  const hasNotCome = file.status === 'pending' || file.status === 'active';
  return wording.t(`transfers.details.status.${hasNotCome ? 'left' : file.status}`);
}
