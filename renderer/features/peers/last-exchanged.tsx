import { ArrowDown, ArrowUp, TriangleAlert } from 'lucide-react';
import type { Peer } from '../../../shared/model/peer.ts';
import { useApp } from '../../bridge/app-context.tsx';
import { NameText } from '../../components/name-text.tsx';
import { selectLookalike } from '../../stores/lookalikes.ts';
import { selectLastExchanged } from '../../stores/selectors.ts';
import { useWording } from '../../text/wording-context.tsx';
import { lastWords } from './tile-words.ts';

/** That the peer bears another's name, or the last thing that went to or came from it. Keeps its line when there is none: tiles stay level. */
export function LastExchanged({ peer }: { readonly peer: Peer }) {
  const wording = useWording();
  const last = useApp(selectLastExchanged(peer.id));
  const lookalike = useApp(selectLookalike(peer.id, peer.name));
  if (lookalike !== undefined) {
    return (
      <p className="peer-tile-last small muted" data-testid="peer-lookalike">
        <TriangleAlert size={12} aria-hidden="true" />
        {wording.t('peers.lookalike')}
      </p>
    );
  }
  if (last === undefined) return <p className="peer-tile-last small" aria-hidden="true" />;
  const Icon = last.direction === 'send' ? ArrowUp : ArrowDown;
  return (
    <p className="peer-tile-last small muted">
      <Icon size={12} aria-hidden="true" />
      <span aria-hidden="true" className="peer-tile-last-name">
        <NameText name={last.title} />
      </span>
      <span className="spoken">{lastWords(wording, last)}</span>
    </p>
  );
}
