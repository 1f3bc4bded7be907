import type { UpdateState } from '../../../shared/model/update.ts';
import { useWording } from '../../text/wording-context.tsx';

/** Where an update stands, as a sentence. */
export function useUpdateWords(update: UpdateState): string {
  const { t, time, percent, error } = useWording();
  switch (update.kind) {
    case 'off':
    case 'checking':
      return t(`settings.updates.state.${update.kind}`);
    case 'idle':
      return update.checkedAtMs === null
        ? t('settings.updates.state.never')
        : t('settings.updates.state.current', { time: time(update.checkedAtMs) });
    case 'available':
    case 'ready':
      return t(`settings.updates.state.${update.kind}`, { version: update.version });
    case 'downloading':
      return t('settings.updates.state.downloading', { version: update.version, percent: percent(update.fraction) });
    case 'failed': {
      const { title, hint } = error(update.error);
      return `${title}. ${hint}`;
    }
  }
}
