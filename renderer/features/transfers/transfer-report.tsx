import { isEnded, type Transfer } from '../../../shared/model/transfer.ts';
import { useWording } from '../../text/wording-context.tsx';
import { arrivedWords, notKeptWords } from '../../text/report-words.ts';
import './transfer-report.css';

interface TransferReportProps {
  readonly transfer: Transfer;
  /** Opens the list of those files. */
  readonly onShow: () => void;
}

/** What came of a transfer beside its files: what was there already, and what could not be kept as it was. */
export function TransferReport({ transfer, onShow }: TransferReportProps) {
  const wording = useWording();
  if (!isEnded(transfer.state)) return null;
  const arrived = arrivedWords(wording, transfer);
  const notKept = notKeptWords(wording, transfer);
  return (
    <>
      {arrived !== '' && (
        <p className="muted small" data-testid="transfer-report">
          {arrived}
        </p>
      )}
      {notKept !== '' && (
        <button
          type="button"
          className="transfer-not-kept muted small"
          data-testid="transfer-not-kept"
          aria-label={wording.t('report.showLabel', { report: notKept })}
          onClick={onShow}
        >
          {notKept}
        </button>
      )}
    </>
  );
}
