import { FILE_REMARKS, type Direction, type FileRemark, type TransferReport } from '../../shared/model/transfer.ts';
import { inlineName, splitPath } from './display-name.ts';
import type { Wording } from './wording.ts';

/** A transfer that has ended, in the list or in the history. */
export interface Reported {
  readonly direction: Direction;
  /** Those that were there already included. */
  readonly filesDone: number;
  readonly report: TransferReport;
}

/** `96 received · 1,204 were there already`; empty: all went the plain way. */
export function arrivedWords({ t }: Wording, { direction, filesDone, report }: Reported): string {
  const { wasThere, replaced } = report;
  const words: string[] = [];
  if (wasThere > 0) {
    const count = Math.max(0, filesDone - wasThere);
    words.push(t(direction === 'send' ? 'report.sent' : 'report.received', { count }));
    words.push(t('report.wasThere', { count: wasThere }));
  }
  if (replaced > 0) words.push(t('report.replaced', { count: replaced }));
  return words.join(' · ');
}

const NOT_KEPT = ['notReplaced', 'renamed', 'notExecutable', 'leftOut'] as const satisfies (keyof TransferReport)[];

/** What could not be kept as it was: `2 names changed · 3 links left out`; empty: nothing. */
export function notKeptWords({ t }: Wording, { report }: Pick<Reported, 'report'>): string {
  return NOT_KEPT.filter((kind) => report[kind] > 0)
    .map((kind) => t(`report.${kind}`, { count: report[kind] }))
    .join(' · ');
}

/** Both, to be said at the end; empty: all went the plain way. */
export function reportWords(wording: Wording, reported: Reported): string {
  return [arrivedWords(wording, reported), notKeptWords(wording, reported)].filter((words) => words !== '').join(' · ');
}

interface RemarkedFile {
  readonly savedAs: string | null;
  readonly remarks: readonly FileRemark[];
}

/** What did not go the plain way with one file that arrived; empty: nothing. */
export function remarkWords({ t }: Wording, { savedAs, remarks }: RemarkedFile): string {
  // the new name says more than that there is one
  const others = FILE_REMARKS.filter(
    (remark) => remarks.includes(remark) && (remark !== 'renamed' || savedAs === null),
  );
  const words = others.map((remark) => t(`report.remark.${remark}`));
  if (savedAs !== null) words.push(t('transfers.details.savedAs', { name: inlineName(splitPath(savedAs).name) }));
  return words.join(' · ');
}
