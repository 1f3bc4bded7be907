import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { app, dialog } from 'electron';
import { SYSTEM_LANGUAGE } from '../../../shared/model/settings.ts';
import { pickLanguage } from '../../../shared/text/pick-language.ts';
import { desktopText, setDesktopLanguage } from '../text/desktop-text.ts';
import { systemLanguages } from '../text/system-languages.ts';
import { describeStartFailure, type StartFailure } from './start-failure.ts';

/** Milliseconds. A system that cannot even show a box has no user who would wait for it. */
const READY_TIMEOUT_MS = 30_000;

let isEnding = false;
let borrowed: string | null = null;

/** Says on the terminal and in a box why there is no Lanyard, and ends this process with code 1. */
export async function endWithFailure(failure: StartFailure): Promise<void> {
  speakAsTheSystem();
  if (failure.kind === 'noFolder' || failure.kind === 'ownFolder') borrowFolder();
  await endWithWords(desktopText()('cannotStart.title'), describeStartFailure(failure));
}

/** The same for a bug of ours. @param isRunning - it had started before */
export async function endWithBug(error: unknown, isRunning: boolean): Promise<void> {
  if (!isRunning) speakAsTheSystem();
  const t = desktopText();
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  await endWithWords(t(isRunning ? 'cannotStart.ended' : 'cannotStart.title'), t('cannotStart.bug', { reason }));
}

async function endWithWords(title: string, message: string): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  try {
    console.error(`${title}\n${message}`);
    const isReady = await Promise.race([app.whenReady().then(() => true), pause(READY_TIMEOUT_MS, false)]);
    const buttons = [desktopText()('stays.ok')];
    if (isReady) await dialog.showMessageBox({ type: 'error', title, message: title, detail: message, buttons });
  } finally {
    giveBackFolder();
    app.exit(1);
  }
}

function speakAsTheSystem(): void {
  setDesktopLanguage(pickLanguage(SYSTEM_LANGUAGE, systemLanguages()));
}

/** Chromium ends the process, and with it the box, where it has no folder of its own. */
function borrowFolder(): void {
  try {
    borrowed = mkdtempSync(join(tmpdir(), 'lanyard-'));
    app.setPath('userData', borrowed);
  } catch (error) {
    console.error(`no folder for a box: ${String(error)}`);
  }
}

function giveBackFolder(): void {
  try {
    if (borrowed !== null) rmSync(borrowed, { recursive: true, force: true });
  } catch {
    // Chromium writes there until the end: something small stays among the temporary files
  }
}
