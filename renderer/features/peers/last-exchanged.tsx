import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Peer } from '../../../shared/model/peer.ts';
import { useApp } from '../../bridge/app-context.tsx';
import { NameText } from '../../components/name-text.tsx';
import { selectLastExchanged } from '../../stores/selectors.ts';
import { useWording } from '../../text/wording-context.tsx';
import { lastWords } from './tile-words.ts';

/** The last thing that went to or came from this peer. Keeps its line when there is none: tiles stay level. */
export function LastExchanged({ peer }: { readonly peer: Peer }) {
  const wording = useWording();
  const last = useApp(selectLastExchanged(peer.id));
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
