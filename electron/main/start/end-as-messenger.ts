import { app } from 'electron';
import { SYSTEM_LANGUAGE } from '../../../shared/model/settings.ts';
import { pickLanguage } from '../../../shared/text/pick-language.ts';
import type { NamedFiles } from '../pending/file-arguments.ts';
import { findFiles } from '../pending/find-files.ts';
import { describeLeftOut } from '../pending/left-out-text.ts';
import { setDesktopLanguage } from '../text/desktop-text.ts';
import { systemLanguages } from '../text/system-languages.ts';

/**
 * Ends this process, whose files another one sends. The terminal is told what cannot be sent, as the window of the other
 * one tells it; the exit code is 1 then, else 0.
 */
export async function endAsMessenger(named: NamedFiles): Promise<void> {
  setDesktopLanguage(pickLanguage(SYSTEM_LANGUAGE, systemLanguages()));
  const message = describeLeftOut(await findFiles(named));
  if (message !== null) console.error(message);
  app.exit(message === null ? 0 : 1);
}
