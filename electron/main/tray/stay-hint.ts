import { join } from 'node:path';
import { dialog, Notification } from 'electron';
import { z } from 'zod';
import { readJsonObject, writeJsonObject } from '../json-file.ts';
import type { WriteLog } from '../log.ts';
import { desktopText } from '../text/desktop-text.ts';

/** Bytes; it holds one word. */
const MAX_BYTES = 4 * 1024;
const remembered = z.object({ hasSaidThatItStays: z.boolean() });

interface StayHintOptions {
  readonly userDataDir: string;
  readonly notifies: () => boolean;
  readonly showWindow: () => void;
  readonly log: WriteLog;
}

/** Returns a function that tells the user, once in all times, that closing the window does not end Lanyard. */
export function createStayHint({ userDataDir, notifies, showWindow, log }: StayHintOptions): () => void {
  const file = join(userDataDir, 'hints.json');
  let isSaid = readHint(file);
  // held here: a notification that is collected as garbage hears no click
  let shown: Notification | null = null;

  return () => {
    if (isSaid) return;
    isSaid = true;
    writeJsonObject(file, { hasSaidThatItStays: true }, MAX_BYTES).catch((error: unknown) => {
      log('main', { level: 'warn', message: 'the hint will come again', stack: String(error) });
    });
    if (!notifies() || !Notification.isSupported()) {
      showBox();
      return;
    }
    shown = new Notification(words());
    shown.on('click', showWindow);
    shown.on('failed', showBox);
    shown.show();
  };
}

function readHint(file: string): boolean {
  try {
    return remembered.safeParse(readJsonObject(file, MAX_BYTES)).data?.hasSaidThatItStays ?? false;
  } catch {
    // unreadable: it is better said twice than never
    return false;
  }
}

function showBox(): void {
  const { title, body } = words();
  void dialog.showMessageBox({ type: 'info', message: title, detail: body, buttons: [desktopText()('stays.ok')] });
}

function words(): { readonly title: string; readonly body: string } {
  const t = desktopText();
  return { title: t('stays.title'), body: t(process.platform === 'darwin' ? 'stays.menuBar' : 'stays.tray') };
}
