import { useId, useState, type Ref } from 'react';
import type { Offer } from '../../../shared/model/offer.ts';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';
import { exceptionRanges } from './exceptions.ts';
import { hasConflicts, missingAmount, undecidedBytes } from './missing-amount.ts';
import { OfferActions } from './offer-actions.tsx';
import { OfferComparison } from './offer-comparison.tsx';
import { OfferDestination } from './offer-destination.tsx';
import { OfferExisting } from './offer-existing.tsx';
import { OfferLeftOut } from './offer-left-out.tsx';
import { OfferList } from './offer-list.tsx';
import { OfferSender } from './offer-sender.tsx';
import { obstacleTo } from './offer-words.ts';
import { SELECT_ALL, selectedAmount, skipRanges } from './selection.ts';
import { useAnswer } from './use-answer.ts';
import { useComparisonAnnouncements } from './use-comparison-announcements.ts';
import { useEntryTree } from './use-entry-tree.ts';
import { useExistingChoice } from './use-existing-choice.ts';
import './offer-card.css';

interface OfferCardProps {
  readonly offer: Offer;
  /** Only the front card is on show; the others keep what was ticked in them. */
  readonly isFront: boolean;
  readonly cardRef: Ref<HTMLElement> | undefined;
  /** The card on show has just come into the place of another: it takes no answer yet. */
  readonly isSettling: boolean;
  /** News moved the buttons. */
  readonly onButtonsMoved: () => void;
}

/** Somebody wants to send something: who, what, where to, and the answer. Never modal, never takes the keyboard. */
export function OfferCard({ offer, isFront, cardRef, isSettling, onButtonsMoved }: OfferCardProps) {
  const wording = useWording();
  const { t, bytes, number } = wording;
  const summaryId = useId();
  const [selection, setSelection] = useState(SELECT_ALL);
  const existing = useExistingChoice(offer);
  const { tree, need } = useEntryTree(offer);
  const { isAnswering, error, accept, decline } = useAnswer(offer);
  const whole = { fileCount: offer.fileCount, sizeBytes: offer.totalBytes };
  const selected = selectedAmount(selection, whole);
  const isPartial = selection.decisions.size > 0;
  const missing = missingAmount(offer, tree, selection, existing.choice);
  const needed = { selected, missing, undecidedBytes: undecidedBytes(offer, existing.choice) };
  const obstacle = offer.isAccepting ? null : obstacleTo(wording, offer, needed);
  useComparisonAnnouncements(offer, isFront);
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
      <OfferList
        offer={offer}
        tree={tree}
        need={need}
        selection={selection}
        onSelection={setSelection}
        existing={existing}
      />
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
      <OfferLeftOut offer={offer} />
      <OfferComparison offer={offer} choice={existing.choice} missing={missing} />
      <OfferExisting offer={offer} choice={existing.choice} isDisabled={offer.isAccepting} onChoice={existing.choose} />
      <div role="status" className="offer-notes">
        {obstacle !== null && <Note {...obstacle} />}
        {offer.isAccepting && <p className="offer-starts small">{t('offers.starts')}</p>}
        {failure !== null && <Note title={wording.sentence(failure.title)} hint={failure.hint} />}
      </div>
      <OfferActions
        offer={offer}
        isFront={isFront}
        isAnswering={isAnswering}
        isSettling={isSettling}
        onMoved={onButtonsMoved}
        isPossible={obstacle === null}
        partCount={isPartial ? selected.fileCount : null}
        onAccept={() =>
          accept({
            skip: skipRanges(tree, selection),
            ...(hasConflicts(offer) && {
              existing: existing.choice,
              exceptions: exceptionRanges(tree, existing.choice, existing.exceptions),
            }),
          })
        }
        onDecline={decline}
      />
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
