import { useRef } from 'react';
import type { ErrorInfo } from '../../../shared/errors/error-info.ts';
import { TEST_STEPS } from '../../../shared/model/connection-test.ts';
import { testVerdicts } from '../../../shared/text/test-lines.ts';
import { useApp, useAppStore, useCommands } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import { PanelDialog } from '../../components/panel-dialog.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import type { ShownTest } from '../../stores/test-slice.ts';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';
import { TestTable } from './test-table.tsx';
import { useCopyTest } from './use-copy-test.ts';
import { useKeptFocus } from './use-kept-focus.ts';
import { useTestAnnouncement } from './use-test-announcement.ts';
import './connection-test.css';

/** A test of the connection to a device: what is measured now, the figures, and what they mean for transfers. */
export function ConnectionTestDialog() {
  const shown = useApp((state) => state.shownTest);
  return shown === null ? null : <Opened shown={shown} />;
}

function Opened({ shown }: { readonly shown: ShownTest }) {
  const { t } = useWording();
  const store = useAppStore();
  const { cancelTest } = useCommands();
  const { test, peerName } = shown;
  const peer = inlineName(peerName);
  const isRunning = test.step !== null;
  const head = useRef<HTMLDivElement>(null);
  useKeptFocus(head, isRunning);
  useTestAnnouncement(shown);
  const close = (): void => {
    if (isRunning) void cancelTest();
    store.getState().closeTest();
  };
  return (
    <PanelDialog
      isOpen
      onClose={close}
      title={t('test.title', { peer })}
      description={t(isRunning ? 'test.explain' : test.error ? 'test.foundNothing' : 'test.found')}
      closeLabel={t('app.close')}
      initialFocus={head}
    >
      <div className="connection-test" data-testid="connection-test" data-step={test.step ?? 'ended'}>
        <div ref={head} tabIndex={-1} className="connection-test-head">
          {isRunning ? <NowMeasured shown={shown} /> : <Outcome shown={shown} />}
        </div>
        <TestTable test={test} peer={peer} />
        <TestActions shown={shown} onCancel={close} />
      </div>
    </PanelDialog>
  );
}

function NowMeasured({ shown: { test, peerName } }: { readonly shown: ShownTest }) {
  const { t, number } = useWording();
  if (test.step === null) return null;
  const peer = inlineName(peerName);
  const at = TEST_STEPS.indexOf(test.step);
  const now = t(`test.now.${test.step}`, { peer });
  return (
    <>
      <p data-testid="test-now">{now}</p>
      <ProgressBar
        fraction={at / TEST_STEPS.length}
        label={t('test.progress', { peer })}
        valueText={`${t('test.step', { step: number(at + 1), count: number(TEST_STEPS.length) })} · ${now}`}
      />
    </>
  );
}

/** Why it ended early, what the figures mean, and what to think of when reading them. */
function Outcome({ shown: { test, peerName } }: { readonly shown: ShownTest }) {
  const wording = useWording();
  const { t } = wording;
  const verdicts = testVerdicts(wording, test);
  const diskErrors = [test.diskHereError, test.diskThereError].filter((error) => error !== null);
  return (
    <>
      {test.error !== null && <Trouble tone="bad" error={test.error} peerName={peerName} />}
      {verdicts.length > 0 && (
        <ul className="connection-test-verdicts selectable" data-testid="test-verdicts">
          {verdicts.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {diskErrors.map((error) => (
        <Trouble key={`${error.code}${error.at}`} tone="warn" error={error} peerName={peerName} />
      ))}
      {test.isShared && <p className="muted small">{t('test.shared')}</p>}
    </>
  );
}

interface TroubleProps {
  readonly tone: 'bad' | 'warn';
  readonly error: ErrorInfo;
  readonly peerName: string;
}

function Trouble({ tone, error, peerName }: TroubleProps) {
  const wording = useWording();
  const { title, hint } = wording.error(error, peerName);
  return (
    <p className={`trouble-${tone}`} data-testid="test-error">
      <strong>{wording.sentence(title)}</strong> {hint}
    </p>
  );
}

function TestActions({ shown, onCancel }: { readonly shown: ShownTest; readonly onCancel: () => void }) {
  const { t } = useWording();
  const { startTest } = useCommands();
  const { copy, isCopied } = useCopyTest();
  const { test, peerName } = shown;
  if (test.step !== null) {
    return (
      <div className="panel-dialog-actions">
        <Button data-testid="test-cancel" onClick={onCancel}>
          {t('test.cancel')}
        </Button>
      </div>
    );
  }
  return (
    <div className="panel-dialog-actions">
      {test.roundTrip !== null && (
        <Button look="plain" data-testid="test-copy" onClick={() => void copy()}>
          {t(isCopied ? 'test.copied' : 'test.copy')}
        </Button>
      )}
      <Button data-testid="test-again" onClick={() => void startTest({ id: test.peerId, name: peerName })}>
        {t('test.again')}
      </Button>
    </div>
  );
}
