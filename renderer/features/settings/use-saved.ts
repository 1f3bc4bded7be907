import { useAppStore } from '../../bridge/app-context.tsx';
import { useWording } from '../../text/wording-context.tsx';

/** Says that a typed text was kept. Switches and lists need no such words: their state is heard. */
export function useSavedAnnouncement(): (isSaved: boolean) => boolean {
  const store = useAppStore();
  const { t } = useWording();
  return (isSaved) => {
    if (isSaved) store.getState().announce(t('settings.saved'));
    return isSaved;
  };
}
