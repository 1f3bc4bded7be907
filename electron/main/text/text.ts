import type { Offer } from '../../../shared/model/offer.ts';
import type { Transfer } from '../../../shared/model/transfer.ts';

/**
 * All words of the main process: notifications, titles, system dialogs. The window's words are in renderer/text.
 * Names come from peers: they are cleaned and cut before they stand beside our own words.
 */

/** Graphemes of a peer's or a file's name in a notification; more would push our own words out of sight. */
const MAX_NAME_GRAPHEMES = 40;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const numbers = new Intl.NumberFormat('en');

export interface Notice {
  readonly title: string;
  readonly body: string;
}

/** A name that a peer chose, without anything that hides, turns or breaks text. */
export function cleanName(name: string): string {
  const visible = name.replace(/\s+/gu, ' ').replace(UNPRINTABLE, '').trim();
  const parts = [...graphemes.segment(visible)].map(({ segment }) => segment);
  return parts.length <= MAX_NAME_GRAPHEMES ? visible : `${parts.slice(0, MAX_NAME_GRAPHEMES - 1).join('')}…`;
}

export function offerNotice(offer: Offer, platform: NodeJS.Platform): Notice {
  const what = countOf(offer.fileCount, offer.directoryCount);
  const size = formatBytes(offer.totalBytes, platform);
  return { title: `${who(offer.peerName)} wants to send you ${what}`, body: `${size} · not verified yet` };
}

/** What is said when something arrived, or did not; null while there is nothing to say. */
export function endNotice(transfer: Transfer): Notice | null {
  const { state, filesDone, filesTotal, filesFailed } = transfer;
  const from = who(transfer.peerName);
  const thing = `“${withoutMarkup(cleanName(transfer.title))}”`;
  if (state === 'done') return { title: `Received ${countOf(filesDone, 1)} from ${from}`, body: thing };
  if (state === 'partial') {
    const body = `${thing}: ${countOf(filesFailed, 0)} could not be saved. Open Lanyard to see why.`;
    return { title: `Received ${numbers.format(filesDone)} of ${countOf(filesTotal, 0)} from ${from}`, body };
  }
  if (state !== 'failed') return null;
  return { title: `The transfer from ${from} failed`, body: `${thing} did not arrive. Open Lanyard to see why.` };
}

/** `42 % · Lanyard` while bytes move. @param fraction - 0 to 1; null: nothing moves */
export function windowTitle(fraction: number | null): string {
  return fraction === null ? 'Lanyard' : `${Math.floor(fraction * 100)} % · Lanyard`;
}

export function quitQuestion(runningCount: number): { readonly message: string; readonly buttons: [string, string] } {
  const transfers = runningCount === 1 ? 'One transfer is running.' : `${runningCount} transfers are running.`;
  const quit = runningCount === 1 ? 'Quit and Stop It' : 'Quit and Stop Them';
  return { message: transfers, buttons: [quit, 'Keep Running'] };
}

export const DIALOG_TEXT = {
  files: { title: 'Choose files to send', button: 'Send' },
  folders: { title: 'Choose folders to send', button: 'Send' },
  destination: { title: 'Choose where to save', button: 'Choose' },
} as const;

function who(name: string): string {
  const clean = cleanName(name);
  return clean === '' ? 'A device' : clean;
}

// folders are named only when there is nothing else to name
function countOf(files: number, folders: number): string {
  if (files === 1) return '1 file';
  if (files > 0 || folders === 0) return `${numbers.format(files)} files`;
  return folders === 1 ? '1 folder' : `${numbers.format(folders)} folders`;
}

// some Linux desktops read a notification's body as markup
function withoutMarkup(text: string): string {
  return text.replace(/</g, '‹').replace(/>/g, '›').replace(/&/g, '＆');
}

/** Windows counts in 1,024s and calls them KB; everybody else in 1,000s. */
function formatBytes(bytes: number, platform: NodeJS.Platform): string {
  const step = platform === 'win32' ? 1_024 : 1_000;
  const units = ['bytes', platform === 'win32' ? 'KB' : 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= step && unit < units.length - 1) {
    value /= step;
    unit += 1;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return bytes === 1 ? '1 byte' : `${value.toFixed(digits)} ${units[unit] ?? ''}`;
}
