import { useState } from 'react';
import { useAppStore, useCommands } from '../../bridge/app-context.tsx';
import { useWording } from '../../text/wording-context.tsx';

/** Puts the figures on the clipboard and says so. */
export function useCopyTest(): { readonly copy: () => Promise<void>; readonly isCopied: boolean } {
  const { t } = useWording();
  const store = useAppStore();
  const { copyTest } = useCommands();
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    const isDone = await copyTest();
    setCopied(isDone);
    if (isDone) store.getState().announce(t('test.copied'));
  };
  return { copy, isCopied };
}
