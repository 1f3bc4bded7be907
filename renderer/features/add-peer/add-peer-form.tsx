import { useId, useState, type RefObject, type SubmitEvent } from 'react';
import type { PeerId } from '../../../shared/model/ids.ts';
import { useAppStore, useCommands } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import { inlineName } from '../../text/display-name.ts';
import type { ErrorWords } from '../../text/error-text.ts';
import { useWording } from '../../text/wording-context.tsx';
import { parseAddress } from './parse-address.ts';
import '../../components/text-input.css';
import './add-peer.css';

interface AddPeerFormProps {
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

export function AddPeerForm({ inputRef, onDone, onCancel }: AddPeerFormProps) {
  const { t } = useWording();
  const inputId = useId();
  const errorId = useId();
  const [address, setAddress] = useState('');
  const { error, isBusy, submit, clearError } = useAddPeer(onDone);
  const handleSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void submit(address).then((isAdded) => !isAdded && inputRef.current?.focus());
  };
  return (
    <form className="add-peer" onSubmit={handleSubmit} noValidate>
      <label htmlFor={inputId}>{t('addPeer.label')}</label>
      <input
        ref={inputRef}
        id={inputId}
        data-testid="add-address-input"
        className="text-input"
        value={address}
        onChange={(event) => {
          setAddress(event.target.value);
          clearError();
        }}
        placeholder={t('addPeer.placeholder')}
        dir="ltr"
        inputMode="url"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : errorId}
      />
      <div id={errorId} role="alert" className="field-error" data-testid="add-address-error">
        {error !== null && (
          <p>
            <strong>{error.title}</strong> {error.hint}
          </p>
        )}
      </div>
      <div className="panel-dialog-actions">
        <Button onClick={onCancel}>{t('app.cancel')}</Button>
        <Button look="primary" type="submit" data-testid="add-address-submit" disabled={isBusy}>
          {t(isBusy ? 'addPeer.submitting' : 'addPeer.submit')}
        </Button>
      </div>
    </form>
  );
}

/** One try at a time; a refusal stays until the text changes. */
function useAddPeer(onDone: () => void) {
  const { t, sentence, error: wordError } = useWording();
  const { addPeer } = useCommands();
  const greet = useGreeting();
  const [error, setError] = useState<ErrorWords | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (typed: string): Promise<boolean> => {
    const parsed = parseAddress(typed);
    if (!parsed.ok) {
      setError({ title: t(`addPeer.${parsed.reason}`), hint: '' });
      return false;
    }
    setBusy(true);
    const reply = await addPeer(parsed.address);
    setBusy(false);
    if (reply.ok) {
      greet(reply.value);
      onDone();
      return true;
    }
    const words = wordError(reply.error);
    setError({ title: sentence(words.title), hint: words.hint });
    return false;
  };
  return { error, isBusy, submit, clearError: () => setError(null) };
}

/** Says who was found, when its tile has come already. */
function useGreeting(): (peerId: PeerId) => void {
  const { t } = useWording();
  const store = useAppStore();
  return (peerId) => {
    const peer = store.getState().peers.find((candidate) => candidate.id === peerId);
    if (peer === undefined) return;
    store.getState().addNotice({ kind: 'text', text: t('addPeer.added', { name: inlineName(peer.name) }) });
  };
}
