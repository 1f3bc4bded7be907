import { CHECK_PROBLEMS, type HistoryCheck, type HistoryEntry } from '../../../shared/model/history.ts';
import { inlineName } from '../../text/display-name.ts';
import type { Wording } from '../../text/wording.ts';

/** It is known where the files are on this computer, or were. */
export function canCheck(entry: HistoryEntry): boolean {
  return entry.filesDone > 0 && (entry.direction === 'send' ? entry.canSendAgain : entry.canShow);
}

export function isUnderWay(check: HistoryCheck | undefined): boolean {
  return check?.state === 'queued' || check?.state === 'running';
}

export function problemCount({ problems }: HistoryCheck): number {
  return CHECK_PROBLEMS.reduce((sum, problem) => sum + problems[problem], 0);
}

/** How far it is, or what came of it. */
export function checkWords({ t, bytes }: Wording, check: HistoryCheck): string {
  const { state, filesDone, filesTotal, direction } = check;
  if (state === 'queued') return t('history.check.queued');
  if (state === 'running') {
    const amounts = { done: bytes(check.bytesDone), total: bytes(check.bytesTotal) };
    return [t('history.check.running', { done: filesDone, total: filesTotal }), t('transfers.bytes', amounts)].join(
      ' · ',
    );
  }
  const counts = { count: filesDone - problemCount(check), total: filesTotal };
  const words = [t(direction === 'send' ? 'history.check.asSent' : 'history.check.asReceived', counts)];
  for (const problem of CHECK_PROBLEMS) {
    const count = check.problems[problem];
    if (count > 0) words.push(t(`history.check.${problem}`, { count }));
  }
  if (state === 'failed') words.push(t('history.check.failed'));
  return words.join(' · ');
}

/** The same with what was checked, for those who do not see it. */
export function checkAnnouncement(wording: Wording, check: HistoryCheck): string {
  const others = Math.max(0, check.itemCount - 1);
  const title = wording.t('transfers.namePlain', { title: inlineName(check.title), others });
  return wording.t('history.check.announced', { title, result: checkWords(wording, check) });
}
