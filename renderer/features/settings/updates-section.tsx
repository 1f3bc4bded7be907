import { useId } from 'react';
import type { SettingsView } from '../../../shared/model/settings.ts';
import type { UpdateState } from '../../../shared/model/update.ts';
import { useApp, useCommands } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import { FormError } from '../../components/form-error.tsx';
import { FormSection } from '../../components/form-section.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { selectHasRunning, selectUpdate } from '../../stores/selectors.ts';
import { useWording } from '../../text/wording-context.tsx';
import { SwitchSetting } from './switch-setting.tsx';
import { useAttempt, type Attempt } from './use-attempt.ts';
import { useUpdateWords } from './use-update-words.ts';

/** Where a newer version stands, and the one thing to do about it. */
export function UpdatesSection({ view }: { readonly view: SettingsView }) {
  const { t } = useWording();
  return (
    <FormSection title={t('settings.updates.title')}>
      <SwitchSetting
        settings={view.settings}
        name="looksForUpdates"
        label={t('settings.updates.looks')}
        hint={t('settings.updates.looksHint')}
      />
      <UpdateRow />
    </FormSection>
  );
}

function UpdateRow() {
  const { t, percent } = useWording();
  const update = useApp(selectUpdate);
  const words = useUpdateWords(update);
  const errorId = useId();
  const tries = useAttempt();
  const isWaiting = useApp(selectHasRunning) && update.kind === 'ready';
  return (
    <div className="form-row form-row-wrap" data-testid="update-state" data-kind={update.kind}>
      <div className="form-row-words" aria-live="polite">
        <p>{words}</p>
        {isWaiting && <p className="form-hint">{t('settings.updates.waits')}</p>}
      </div>
      <div className="form-row-control">
        <UpdateAction update={update} isWaiting={isWaiting} tries={tries} />
      </div>
      {update.kind === 'downloading' && (
        <div className="form-row-extra update-progress">
          <ProgressBar
            fraction={update.fraction}
            label={t('settings.updates.progress')}
            valueText={percent(update.fraction)}
          />
        </div>
      )}
      <FormError id={errorId} text={tries.error} />
    </div>
  );
}

interface UpdateActionProps {
  readonly update: UpdateState;
  /** Transfers run: it must not restart now. */
  readonly isWaiting: boolean;
  readonly tries: Attempt;
}

/** Stays one and the same button while its words change, so that the keyboard keeps its place. */
function UpdateAction({ update, isWaiting, tries }: UpdateActionProps) {
  const { t } = useWording();
  const { checkForUpdates, downloadUpdate, restartToUpdate } = useCommands();
  const { words, call } = {
    off: { words: 'check', call: checkForUpdates } as const,
    idle: { words: 'check', call: checkForUpdates } as const,
    checking: { words: 'check', call: null } as const,
    failed: { words: 'again', call: checkForUpdates } as const,
    available: { words: 'download', call: downloadUpdate } as const,
    downloading: { words: 'download', call: null } as const,
    ready: { words: 'restart', call: isWaiting ? null : restartToUpdate } as const,
  }[update.kind];
  const isOff = call === null || tries.isBusy;
  return (
    <Button
      look={update.kind === 'ready' || update.kind === 'available' ? 'primary' : 'quiet'}
      data-testid="update-action"
      aria-disabled={isOff}
      onClick={() => {
        if (call !== null && !isOff) void tries.attempt(call);
      }}
    >
      {t(`settings.updates.${words}`)}
    </Button>
  );
}
