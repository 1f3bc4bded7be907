import { basename } from 'node:path';
import { IPC_LIMITS } from '../../../shared/ipc/limits.ts';
import { desktopText } from '../text/desktop-text.ts';
import { cleanName } from '../text/clean-name.ts';
import type { Unusable } from './file-arguments.ts';
import type { FoundFiles, LeftReason } from './find-files.ts';

/** Names that are told for each reason; a box on the screen has room for a few. */
const MAX_NAMES = 5;
const ORDER: readonly Exclude<LeftReason, 'elsewhere'>[] = ['missing', 'notText', 'denied', 'silent'];

/** What to say about names that were not taken, and why; null: all were. */
export function describeLeftOut({ paths, left, isCut }: FoundFiles): string | null {
  const t = desktopText();
  const reasons = ORDER.flatMap((why) => {
    const these = left.filter((one) => (one.why === 'elsewhere' ? 'missing' : one.why) === why);
    return these.length === 0 ? [] : [`${t(`given.${why}`, { count: these.length })}\n${namesOf(these)}`];
  });
  const cut = isCut ? [t('given.tooMany', { count: IPC_LIMITS.paths })] : [];
  const said = [...reasons, ...cut];
  if (said.length === 0) return null;
  // whoever chose one thing looks for what happened to it, not to the rest
  return [...said, ...(paths.length > 0 ? [t('given.rest')] : [])].join('\n\n');
}

function namesOf(left: readonly Unusable<LeftReason>[]): string {
  const names = left.slice(0, MAX_NAMES).map(({ name }) => `• ${cleanName(basename(name) || name)}`);
  const others = left.length - names.length;
  return [...names, ...(others > 0 ? [desktopText()('given.others', { count: others })] : [])].join('\n');
}
