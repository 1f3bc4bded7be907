import type { ErrorInfo } from '../../../shared/errors/error-info.ts';
import type { Offer } from '../../../shared/model/offer.ts';
import type { ExistingChoice } from '../../../shared/model/settings.ts';
import type { Wording } from '../../text/wording.ts';
import type { Amount } from './selection.ts';

/** `24 files, 3 folders`: not every file need be in one. */
export function contentWords({ t }: Wording, offer: Offer): string {
  const files = t('offers.files', { count: offer.fileCount });
  const folders = t('offers.folders', { count: offer.directoryCount });
  if (offer.directoryCount === 0) return files;
  return offer.fileCount === 0 ? folders : t('offers.filesAndFolders', { files, folders });
}

/** What stands in the way of accepting; null: nothing. */
export interface Obstacle {
  readonly title: string;
  readonly hint: string;
}

/** What accepting would take. */
export interface Needed {
  readonly selected: Amount;
  /** Of that, what is not there already. */
  readonly missing: Amount;
  /** Of that, what may still turn out to be there; null: nobody knows yet. */
  readonly undecidedBytes: number | null;
}

/** Why it cannot be accepted. A full folder is no obstacle to what fits into it, and may fit. */
export function obstacleTo(wording: Wording, offer: Offer, needed: Needed): Obstacle | null {
  const { problem, destination } = offer;
  const { selected, missing, undecidedBytes } = needed;
  if (offer.fileCount > 0 && selected.fileCount === 0) return { title: wording.t('offers.nothingSelected'), hint: '' };
  if (problem !== null && problem.code !== 'STORAGE_FULL') return asSentence(wording, problem);
  if (destination.freeBytes === null) return problem && asSentence(wording, problem);
  if (undecidedBytes === null) return null;
  const shortBytes = missing.sizeBytes - undecidedBytes - destination.freeBytes;
  if (shortBytes <= 0) return null;
  const full: ErrorInfo = { code: 'STORAGE_FULL', at: 'here', shortBytes };
  return { ...asSentence(wording, full), hint: wording.t('offers.unselectToFit') };
}

/** What is being found out, and how far that is. */
export function comparingWords({ t, number }: Wording, { comparison }: Offer): string {
  const { state, comparedCount, candidateCount } = comparison;
  if (state === 'looking') return t('offers.looking');
  return t('offers.comparing', { done: number(comparedCount), total: number(candidateCount) });
}

/** What was found, and what therefore is to be received; empty: nothing of it is there. */
export function comparedWords(wording: Wording, offer: Offer, choice: ExistingChoice, missing: Amount): string {
  const { t, bytes } = wording;
  const { identicalCount } = offer.comparison;
  if (identicalCount === 0) return foundWords(wording, offer);
  const toReceive = t('offers.toReceive', { count: missing.fileCount, size: bytes(missing.sizeBytes) });
  return [thereWords(wording, offer, choice !== 'keep-both'), toReceive, differWords(wording, offer)]
    .filter((words) => words !== '')
    .join(' ');
}

/** The same without what depends on the user's choice. */
export function foundWords(wording: Wording, offer: Offer): string {
  const words = [thereWords(wording, offer, true), differWords(wording, offer)];
  return words.filter((part) => part !== '').join(' ');
}

function thereWords({ t, number }: Wording, { comparison, fileCount }: Offer, isSkipped: boolean): string {
  const { identicalCount } = comparison;
  if (identicalCount === 0) return '';
  const fate = isSkipped ? 'Skipped' : 'Again';
  if (identicalCount === fileCount) return t(`offers.there.all${fate}`, { count: identicalCount });
  return t(`offers.there.some${fate}`, { count: identicalCount, total: number(fileCount) });
}

function differWords({ t }: Wording, { comparison, existingCount }: Offer): string {
  const { differentCount: count } = comparison;
  // else it is the question itself
  return count === 0 || existingCount === 0 ? '' : t('offers.differ', { count });
}

function asSentence(wording: Wording, problem: ErrorInfo): Obstacle {
  const { title, hint } = wording.error(problem);
  return { title: wording.sentence(title), hint };
}
