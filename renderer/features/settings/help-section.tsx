import { useState } from 'react';
import type { SettingsView } from '../../../shared/model/settings.ts';
import { useAppStore, useCommands } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import { FormRow } from '../../components/form-row.tsx';
import { FormSection } from '../../components/form-section.tsx';
import { SavedMark } from '../../components/saved-mark.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { useAttempt } from './use-attempt.ts';

/** What to say, and to send along, when something is wrong. */
export function HelpSection({ view }: { readonly view: SettingsView }) {
  const { t } = useWording();
  return (
    <FormSection title={t('settings.help.title')}>
      <div className="form-row">
        <p className="form-label">{t('settings.help.version')}</p>
        <p className="selectable" data-testid="app-version">
          {view.appVersion}
        </p>
      </div>
      <LogRow />
      <DiagnosticsRow />
    </FormSection>
  );
}

function LogRow() {
  const { t } = useWording();
  const { openLogFolder } = useCommands();
  const { error, attempt } = useAttempt();
  return (
    <FormRow
      label={t('settings.help.log')}
      hint={t('settings.help.logHint')}
      error={error}
      place="wrap"
      control={({ controlId, describedBy }) => (
        <Button
          id={controlId}
          data-testid="open-log-folder"
          aria-describedby={describedBy}
          aria-label={t('settings.help.openLog')}
          onClick={() => void attempt(openLogFolder)}
        >
          {t('settings.help.openLog')}
        </Button>
      )}
    />
  );
}

function DiagnosticsRow() {
  const { t } = useWording();
  const store = useAppStore();
  const { copyDiagnostics } = useCommands();
  const { error, attempt } = useAttempt();
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    setCopied(false);
    const isDone = await attempt(copyDiagnostics);
    setCopied(isDone);
    if (isDone) store.getState().announce(t('settings.help.copied'));
  };
  return (
    <FormRow
      label={t('settings.help.diagnostics')}
      hint={t('settings.help.diagnosticsHint')}
      error={error}
      place="wrap"
      control={({ controlId, describedBy }) => (
        <>
          {isCopied && <SavedMark words={t('settings.help.copied')} />}
          <Button
            id={controlId}
            data-testid="copy-diagnostics"
            aria-describedby={describedBy}
            aria-label={t('settings.help.copyDiagnostics')}
            onClick={() => void copy()}
          >
            {t('settings.help.copyDiagnostics')}
          </Button>
        </>
      )}
    />
  );
}
