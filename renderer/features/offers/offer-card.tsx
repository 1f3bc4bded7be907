import { useId, useState, type Ref } from 'react';
import type { Offer } from '../../../shared/model/offer.ts';
import type { ExistingChoice } from '../../../shared/model/settings.ts';
import { Button } from '../../components/button.tsx';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';
import { OfferDestination } from './offer-destination.tsx';
import { OfferExisting } from './offer-existing.tsx';
import { OfferList } from './offer-list.tsx';
import { OfferSender } from './offer-sender.tsx';
import { obstacleTo } from './offer-words.ts';
import { SELECT_ALL, selectedAmount, skipRanges } from './selection.ts';
import { useAnswer } from './use-answer.ts';
import { useEntryTree } from './use-entry-tree.ts';
import './offer-card.css';

interface OfferCardProps {
  readonly offer: Offer;
  /** Only the front card is on show; the others keep what was ticked in them. */
  readonly isFront: boolean;
  readonly cardRef: Ref<HTMLElement> | undefined;
}

/** Somebody wants to send something: who, what, where to, and the answer. Never modal, never takes the keyboard. */
export function OfferCard({ offer, isFront, cardRef }: OfferCardProps) {
  const wording = useWording();
  const { t, bytes, number } = wording;
  const summaryId = useId();
  const [selection, setSelection] = useState(SELECT_ALL);
  const [existing, setExisting] = useState<ExistingChoice>('keep-both');
  const { tree, need } = useEntryTree(offer);
  const { isAnswering, error, accept, decline } = useAnswer(offer);
  const whole = { fileCount: offer.fileCount, sizeBytes: offer.totalBytes };
  const selected = selectedAmount(selection, whole);
  const isPartial = selection.decisions.size > 0;
  const obstacle = obstacleTo(wording, offer, selected);
  const failure = error === null ? null : wording.error(error, offer.peerName);
  return (
    <section
      ref={cardRef}
      className="offer-card"
      role="alertdialog"
      aria-modal="false"
      aria-label={t('offers.label', { name: inlineName(offer.peerName) })}
      aria-describedby={summaryId}
      tabIndex={-1}
      hidden={!isFront}
      data-testid={isFront ? 'offer-dialog' : undefined}
      data-transfer-id={offer.transferId}
    >
      <OfferSender offer={offer} summaryId={summaryId} />
      <OfferList offer={offer} tree={tree} need={need} selection={selection} onSelection={setSelection} />
      {isPartial && (
        <p className="offer-selected small">
          {t('offers.selected', {
            selected: number(selected.fileCount),
            total: number(whole.fileCount),
            size: bytes(selected.sizeBytes),
          })}
        </p>
      )}
      <OfferDestination offer={offer} />
      <OfferExisting offer={offer} choice={existing} onChoice={setExisting} />
      <div role="status" className="offer-notes">
        {obstacle !== null && <Note {...obstacle} />}
        {failure !== null && <Note title={wording.sentence(failure.title)} hint={failure.hint} />}
      </div>
      <div className="offer-actions">
        <Button data-testid={isFront ? 'offer-decline' : undefined} disabled={isAnswering} onClick={decline}>
          {t('offers.decline')}
        </Button>
        <Button
          look="primary"
          data-testid={isFront ? 'offer-accept' : undefined}
          disabled={isAnswering || obstacle !== null}
          onClick={() => accept(skipRanges(tree, selection), offer.existingCount > 0 ? existing : undefined)}
        >
          {isPartial ? t('offers.acceptSome', { count: selected.fileCount }) : t('offers.accept')}
          <kbd aria-hidden="true">⏎</kbd>
        </Button>
      </div>
    </section>
  );
}

function Note({ title, hint }: { readonly title: string; readonly hint: string }) {
  return (
    <p className="offer-note" data-testid="offer-problem">
      <strong>{title}</strong> {hint}
    </p>
  );
}
