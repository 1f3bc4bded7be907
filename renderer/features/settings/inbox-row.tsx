import { useRef } from 'react';
import type { SettingsView } from '../../../shared/model/settings.ts';
import { useCommands } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import { FormRow } from '../../components/form-row.tsx';
import { PathText } from '../../components/path-text.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { useAttempt } from './use-attempt.ts';

/** Where received files go. The path is only shown: the system's dialog chooses it. */
export function InboxRow({ view }: { readonly view: SettingsView }) {
  const { t } = useWording();
  const { chooseInbox, resetInbox } = useCommands();
  const { error, attempt } = useAttempt();
  const chooseButton = useRef<HTMLButtonElement>(null);
  const { inboxDir } = view.settings;
  const reset = (): void => {
    chooseButton.current?.focus();
    void attempt(resetInbox);
  };
  return (
    <FormRow
      testId="setting-inboxDir"
      label={t('settings.receiving.folder')}
      hint={<PathText path={inboxDir ?? view.defaults.inboxDir} />}
      error={error}
      place="wrap"
      control={({ controlId, labelId, describedBy }) => (
        <>
          <Button
            ref={chooseButton}
            id={controlId}
            data-testid="choose-inbox"
            aria-labelledby={`${labelId} ${controlId}`}
            aria-describedby={describedBy}
            onClick={() => void attempt(chooseInbox)}
          >
            {t('settings.receiving.choose')}
          </Button>
          {inboxDir !== null && (
            <Button data-testid="reset-inbox" onClick={reset}>
              {t('settings.receiving.useDownloads')}
            </Button>
          )}
        </>
      )}
    />
  );
}
