import { useId, useState } from 'react';
import type { TransferId } from '../../../shared/model/ids.ts';
import { isEnded, isInLine, isPausedByDisk, isQueued, type Transfer } from '../../../shared/model/transfer.ts';
import { useApp } from '../../bridge/app-context.tsx';
import { NameText } from '../../components/name-text.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { selectTransfer } from '../../stores/selectors.ts';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';
import { FileDetails } from './file-details.tsx';
import { StateIcon } from './state-icon.tsx';
import { TransferActions } from './transfer-actions.tsx';
import { TransferReport } from './transfer-report.tsx';
import { fractionOf, statusWords, titleWords } from './transfer-words.ts';
import { reasonOf, troubleOf } from './trouble-words.ts';
import { useFocusedRow } from './use-focused-row.ts';

/** One transfer: what, with whom, how far, and what can be done about it. Files on demand. */
export function TransferRow({ id }: { readonly id: TransferId }) {
  const transfer = useApp(selectTransfer(id));
  const [isExpanded, setExpanded] = useState(false);
  const [isProblemsOnly, setProblemsOnly] = useState(false);
  const detailsId = useId();
  const rowRef = useFocusedRow(id);
  if (transfer === undefined) return null;
  const showProblems = (): void => {
    setProblemsOnly(true);
    setExpanded(true);
  };
  return (
    <li
      ref={rowRef}
      className="transfer-row"
      tabIndex={-1}
      data-testid="transfer-row"
      data-transfer-id={id}
      data-steady-id={id}
      data-direction={transfer.direction}
      data-state={transfer.state}
      data-line-position={transfer.linePosition ?? undefined}
      data-paused-by={transfer.pausedBy ?? undefined}
      data-bytes-done={transfer.bytesDone}
      data-bytes-total={transfer.bytesTotal}
    >
      <StateIcon transfer={transfer} />
      <div className="transfer-what">
        <TransferTitle transfer={transfer} />
        <TransferProgress transfer={transfer} />
        <TransferStatus transfer={transfer} />
        <TransferReport transfer={transfer} onShow={showProblems} />
      </div>
      <TransferActions
        transfer={transfer}
        detailsId={detailsId}
        isExpanded={isExpanded}
        onToggleDetails={() => setExpanded(!isExpanded)}
      />
      {isExpanded && (
        <FileDetails
          id={detailsId}
          transfer={transfer}
          isProblemsOnly={isProblemsOnly}
          onProblemsOnly={setProblemsOnly}
        />
      )}
    </li>
  );
}

function TransferTitle({ transfer }: { readonly transfer: Transfer }) {
  const { t, percent } = useWording();
  const others = Math.max(0, transfer.itemCount - 1);
  return (
    <div className="transfer-title">
      <h3>{t.rich('transfers.name', { title: () => <NameText key="title" name={transfer.title} />, others })}</h3>
      <span className="transfer-peer muted">
        {t.rich(transfer.direction === 'send' ? 'transfers.to' : 'transfers.from', {
          peer: () => <NameText key="peer" name={transfer.peerName} />,
        })}
      </span>
      {hasBar(transfer) && !transfer.isScanning && (
        <span className="transfer-percent">{percent(fractionOf(transfer))}</span>
      )}
    </div>
  );
}

function TransferProgress({ transfer }: { readonly transfer: Transfer }) {
  const wording = useWording();
  const { t, bytes, percent } = wording;
  if (!hasBar(transfer) && !transfer.isScanning) return null;
  const isUncertain = transfer.isScanning || transfer.state === 'verifying';
  // a file may be missing although all bytes are there: the amount of both would say that none is
  const total = transfer.bytesDone < transfer.bytesTotal ? bytes(transfer.bytesTotal) : 'none';
  const amounts = { done: bytes(transfer.bytesDone), total };
  return (
    <ProgressBar
      fraction={isUncertain ? null : fractionOf(transfer)}
      tone={toneOf(transfer)}
      label={t('transfers.progressLabel', {
        title: titleWords(wording, transfer),
        direction: transfer.direction,
        peer: inlineName(transfer.peerName),
      })}
      valueText={
        isUncertain
          ? statusWords(wording, transfer)
          : t('transfers.progressValue', { percent: percent(fractionOf(transfer)), ...amounts })
      }
    />
  );
}

/** Not where nobody knows how much it is: nothing done of nothing known is no progress. */
function hasBar(transfer: Transfer): boolean {
  if (transfer.bytesTotal === 0) return false;
  return !isEnded(transfer.state) && transfer.state !== 'offered' && !isQueued(transfer);
}

function toneOf(transfer: Transfer): 'accent' | 'warn' | 'calm' {
  if (isPausedByDisk(transfer)) return 'warn';
  return transfer.state === 'paused' || transfer.state === 'waiting' || isInLine(transfer) ? 'calm' : 'accent';
}

function TransferStatus({ transfer }: { readonly transfer: Transfer }) {
  const wording = useWording();
  const { t } = wording;
  const trouble = troubleOf(wording, transfer);
  const reason = reasonOf(wording, transfer);
  return (
    <>
      {trouble !== null && (
        <p className={`transfer-trouble trouble-${trouble.tone} small`} data-testid="transfer-error">
          <strong>{trouble.title}</strong> {trouble.hint}
        </p>
      )}
      <p className="muted small">{statusWords(wording, transfer)}</p>
      {reason !== null && (
        <p className="muted small" data-testid="transfer-reason">
          {reason}
        </p>
      )}
      {transfer.state === 'active' && transfer.currentFile !== null && (
        <p className="transfer-current muted small">
          {t.rich('transfers.now', { file: () => <NameText key="file" name={transfer.currentFile ?? ''} /> })}
        </p>
      )}
    </>
  );
}
