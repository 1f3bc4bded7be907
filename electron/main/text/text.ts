import type { Offer } from '../../../shared/model/offer.ts';
import type { Transfer } from '../../../shared/model/transfer.ts';
import { cleanName, withoutMarkup } from './clean-name.ts';
import { desktopText, diskText, errorText, numberText, percentText, sizeText } from './desktop-text.ts';

/** Notifications and titles. Names come from peers: they are cleaned and cut before they stand beside our own words. */

export interface Notice {
  readonly title: string;
  readonly body: string;
}

export function offerNotice(offer: Offer, platform: NodeJS.Platform): Notice {
  const t = desktopText();
  const { fileCount, directoryCount } = offer;
  const peer = shownName(offer.peerName);
  // folders are named only when there is nothing else to name
  const isFolders = fileCount === 0 && directoryCount > 0;
  return {
    title: isFolders
      ? t('offer.folders', { peer, count: directoryCount })
      : t('offer.files', { peer, count: fileCount }),
    body: t('offer.body', { size: sizeText(offer.totalBytes, platform) }),
  };
}

/** What is said when something arrived, or did not, here or there; null while there is nothing to say. */
export function endNotice(transfer: Transfer): Notice | null {
  const t = desktopText();
  const peer = shownName(transfer.peerName);
  const title = withoutMarkup(cleanName(transfer.title));
  const way = transfer.direction === 'send' ? 'sent' : 'received';
  const { filesDone: count, filesTotal: total, filesFailed, error } = transfer;
  switch (transfer.state) {
    case 'done': {
      const body = t('thing', { title });
      return { title: count === 0 ? t(`${way}.folders`, { peer }) : t(`${way}.done`, { peer, count }), body };
    }
    case 'partial': {
      const body = t(`${way}.missing`, { title, count: filesFailed });
      return { title: t(`${way}.partial`, { peer, done: numberText(count), total }), body };
    }
    case 'failed': {
      const why = withoutMarkup(errorText(error ?? { code: 'INTERNAL', at: 'here' }, peer));
      return { title: t(`${way}.failed`, { peer }), body: t('why', { title, why }) };
    }
    case 'declined':
      // whoever declines here knows it
      return way === 'sent' ? { title: t('sent.declined', { peer }), body: t('thing', { title }) } : null;
    default:
      return null;
  }
}

/** What is said when a disk has stopped a transfer. */
export function pauseNotice(transfer: Transfer): Notice {
  const t = desktopText();
  const peer = shownName(transfer.peerName);
  const title = withoutMarkup(cleanName(transfer.title));
  const way = transfer.direction === 'send' ? 'sent' : 'received';
  const why = withoutMarkup(diskText(transfer.error ?? { code: 'STORAGE_FAILED', at: 'here' }, peer));
  return { title: t(`heldUp.${way}`, { peer }), body: t('why', { title, why }) };
}

/** `42% · Lanyard` while bytes move. @param fraction - 0 to 1; null: nothing moves */
export function windowTitle(fraction: number | null): string {
  const t = desktopText();
  return fraction === null ? t('appName') : t('title', { percent: percentText(fraction) });
}

interface Question {
  readonly message: string;
  readonly detail: string;
  readonly buttons: [string, string];
}

/** @param count - transfers that move now */
export function quitQuestion(count: number): Question {
  const t = desktopText();
  return {
    message: t('quit.question', { count }),
    detail: t('quit.goesOn', { count }),
    buttons: [t('quit.quit'), t('quit.keep')],
  };
}

/** A peer's name for our own sentences. */
export function shownName(name: string): string {
  const clean = cleanName(name);
  return clean === '' ? desktopText()('someone') : clean;
}
