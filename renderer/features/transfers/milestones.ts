import { isEnded, isInLine, isPausedByDisk, isQueued, type Transfer } from '../../../shared/model/transfer.ts';
import { inlineName } from '../../text/display-name.ts';
import { reportWords } from '../../text/report-words.ts';
import type { Wording } from '../../text/wording.ts';
import { fractionOf, titleWords } from './transfer-words.ts';
import { troubleOf } from './trouble-words.ts';

/** Quarters that are worth saying aloud; the ends have words of their own. */
const QUARTERS = [0.75, 0.5, 0.25] as const;

/**
 * What to announce after a transfer changed from `before` to `now`; null: nothing worth interrupting for.
 * One that ends within a moment is announced once, at its end. Waiting and going on are told by link-news.ts.
 */
export function milestoneOf(wording: Wording, before: Transfer | undefined, now: Transfer): string | null {
  if (before === undefined) return null;
  if (isEnded(now.state)) return isEnded(before.state) ? null : endWords(wording, now);
  if (now.state === 'paused') return before.state === 'paused' ? null : pauseWords(wording, now);
  if (now.state !== 'active') return null;
  const isNew = before.state === 'offered' || isQueued(before);
  if (isInLine(now)) return isNew ? inLineWords(wording, now) : null;
  if (isNew || isInLine(before)) return startWords(wording, now);
  const passed = QUARTERS.find((quarter) => fractionOf(before) < quarter && fractionOf(now) >= quarter);
  if (passed === undefined) return null;
  return wording.t('transfers.announce.progress', {
    title: titleWords(wording, now),
    percent: wording.percent(passed),
  });
}

function startWords(wording: Wording, transfer: Transfer): string {
  const peer = inlineName(transfer.peerName);
  const title = titleWords(wording, transfer);
  return wording.t('transfers.announce.started', { title, peer, direction: transfer.direction });
}

function inLineWords(wording: Wording, transfer: Transfer): string {
  const peer = inlineName(transfer.peerName);
  return wording.t('transfers.announce.inLine', { title: titleWords(wording, transfer), peer });
}

function pauseWords(wording: Wording, transfer: Transfer): string {
  const title = titleWords(wording, transfer);
  if (isPausedByDisk(transfer)) {
    return wording.t('transfers.announce.heldUp', { title, why: troubleOf(wording, transfer)?.title ?? '' });
  }
  const peer = inlineName(transfer.peerName);
  return wording.t('transfers.announce.paused', { title, peer, by: transfer.pausedBy ?? 'here' });
}

function endWords(wording: Wording, transfer: Transfer): string | null {
  const { t } = wording;
  const title = titleWords(wording, transfer);
  const { state } = transfer;
  if (state === 'failed')
    return t('transfers.announce.failed', { title, why: troubleOf(wording, transfer)?.title ?? '' });
  if (state === 'done' || state === 'partial' || state === 'cancelled' || state === 'declined') {
    const words = t(`transfers.announce.${state}`, { title });
    const report = reportWords(wording, transfer);
    return report === '' ? words : t('transfers.announce.withReport', { words, report });
  }
  return null;
}
