import { ArrowRight, Check, CircleAlert, Clock, Minus, RotateCw } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { isRetryable } from '../../../shared/errors/codes.ts';
import { isEnded, type FileRow, type FileStatus, type Transfer } from '../../../shared/model/transfer.ts';
import { useCommands } from '../../bridge/app-context.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { NameText } from '../../components/name-text.tsx';
import { inlineName, splitPath } from '../../text/display-name.ts';
import { remarkWords } from '../../text/report-words.ts';
import type { Wording } from '../../text/wording.ts';
import { sizeOf } from '../../text/amount-words.ts';
import { useWording } from '../../text/wording-context.tsx';
import { useOneCall } from './use-one-call.ts';

const ICONS: Record<FileStatus, LucideIcon> = {
  pending: Clock,
  active: ArrowRight,
  done: Check,
  skipped: Minus,
  failed: CircleAlert,
};

interface FileRowLineProps {
  /** undefined: not loaded yet. */
  readonly row: FileRow | undefined;
  readonly transfer: Transfer;
}

/** One file and what became of it. */
export function FileRowLine({ row, transfer }: FileRowLineProps) {
  const wording = useWording();
  if (row === undefined) return <div className="file-row muted">{wording.t('offers.loading')}</div>;
  const { folder, name } = splitPath(row.path);
  const Icon = ICONS[row.status];
  return (
    <div className="file-row" data-testid="file-row" data-status={row.status}>
      <Icon
        size={16}
        aria-hidden="true"
        className={`file-row-icon file-row-${row.status} ${Icon === ArrowRight ? 'points-forward' : ''}`}
      />
      <span className="file-row-name">
        <NameText name={name} />
        {folder !== '' && (
          <span className="file-row-folder muted small">
            <NameText name={folder} />
          </span>
        )}
      </span>
      <span className="file-row-outcome small muted">{outcomeWords(wording, row, transfer)}</span>
      {canRetry(row, transfer) && <RetryFile row={row} transfer={transfer} />}
      <span className="file-row-size small muted">{sizeOf(wording, row)}</span>
    </div>
  );
}

/** What was never offered has no number, and what would fail again is not worth a button. */
function canRetry({ index, status, error }: FileRow, { direction, state }: Transfer): boolean {
  if (index < 0 || status !== 'failed' || error === null) return false;
  return direction === 'send' && isEnded(state) && isRetryable(error.code);
}

function RetryFile({ row, transfer }: { readonly row: FileRow; readonly transfer: Transfer }) {
  const { t } = useWording();
  const { retryFailed } = useCommands();
  const { isBusy, call } = useOneCall();
  return (
    <IconButton
      data-testid="file-retry"
      hint={t('transfers.details.retry')}
      label={t('transfers.details.retryLabel', { name: inlineName(splitPath(row.path).name) })}
      aria-disabled={isBusy}
      icon={<RotateCw size={16} aria-hidden="true" />}
      onClick={() => call(() => retryFailed(transfer.id, [row.index]))}
    />
  );
}

function outcomeWords(wording: Wording, row: FileRow, { peerName, state }: Transfer): string {
  const { t, error } = wording;
  if (row.error !== null) return error(row.error, peerName).title;
  const remarks = row.status === 'done' ? remarkWords(wording, row) : '';
  if (remarks !== '') return remarks;
  // what a transfer that ended early had not come to
  const isLeft = isEnded(state) && (row.status === 'pending' || row.status === 'active');
  return t(`transfers.details.status.${isLeft ? 'left' : row.status}`);
}
