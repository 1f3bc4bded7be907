import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import type { HistoryEntry, HistoryFile } from '../../../shared/model/history.ts';
import { useAppStore, useCommands } from '../../bridge/app-context.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { NameText } from '../../components/name-text.tsx';
import { inlineName, splitPath } from '../../text/display-name.ts';
import { sizeOf } from '../../text/amount-words.ts';
import { useWording } from '../../text/wording-context.tsx';
import { fileWords } from './history-words.ts';

/** Hex digits on show; all 64 are in the tooltip and are what is copied. */
const SHOWN_DIGITS = 16;

interface HistoryFileLineProps {
  /** undefined: not loaded yet. */
  readonly file: HistoryFile | undefined;
  readonly entry: HistoryEntry;
}

/** One file, what became of it, and the hash to compare it by. */
export function HistoryFileLine({ file, entry }: HistoryFileLineProps) {
  const wording = useWording();
  if (file === undefined) return <div className="history-file muted">{wording.t('offers.loading')}</div>;
  const { name, folder } = splitPath(file.path);
  const size = sizeOf(wording, file);
  return (
    <div className="history-file" data-testid="history-file" data-status={file.status}>
      <span className="history-file-name">
        <NameText name={name} />
        <span className="history-file-facts small muted">
          <span className="history-file-outcome">{fileWords(wording, file, entry)}</span>
          {size !== null && <span>· {size}</span>}
          {folder !== '' && (
            <>
              <span>·</span>
              <NameText name={folder} />
            </>
          )}
        </span>
      </span>
      {file.sha256 !== null && <HashText sha256={file.sha256} fileName={name} />}
    </div>
  );
}

function HashText({ sha256, fileName }: { readonly sha256: string; readonly fileName: string }) {
  const { t } = useWording();
  const store = useAppStore();
  const { copyHash } = useCommands();
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    const isDone = await copyHash(sha256);
    setCopied(isDone);
    if (isDone) store.getState().announce(t('history.hashCopied'));
  };
  const Icon = isCopied ? Check : Copy;
  return (
    <span className="history-hash">
      <code className="selectable" title={sha256}>
        {sha256.slice(0, SHOWN_DIGITS)}…
      </code>
      <IconButton
        data-testid="history-copy-hash"
        hint={t('history.copyHash')}
        label={t('history.copyHashLabel', { name: inlineName(fileName) })}
        icon={<Icon size={14} aria-hidden="true" />}
        onClick={() => void copy()}
      />
    </span>
  );
}
