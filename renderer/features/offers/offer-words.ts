import type { ErrorInfo } from '../../../shared/errors/error-info.ts';
import type { Offer } from '../../../shared/model/offer.ts';
import type { Wording } from '../../text/wording.ts';
import type { Amount } from './selection.ts';

/** `24 files in 3 folders` */
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

/** Why `selected` cannot be accepted. A full folder is no obstacle to what fits into it. */
export function obstacleTo(wording: Wording, offer: Offer, selected: Amount): Obstacle | null {
  const { problem, destination } = offer;
  if (offer.fileCount > 0 && selected.fileCount === 0) return { title: wording.t('offers.nothingSelected'), hint: '' };
  if (problem === null) return null;
  if (problem.code !== 'STORAGE_FULL' || destination.freeBytes === null) return asSentence(wording, problem);
  if (selected.sizeBytes <= destination.freeBytes) return null;
  const shortBytes = selected.sizeBytes - destination.freeBytes;
  return { ...asSentence(wording, { ...problem, shortBytes }), hint: wording.t('offers.unselectToFit') };
}

function asSentence(wording: Wording, problem: ErrorInfo): Obstacle {
  const { title, hint } = wording.error(problem);
  return { title: wording.sentence(title), hint };
}
