import { useState } from 'react';
import type { PeerId } from '../../shared/model/ids.ts';
import type { Platform } from '../../shared/model/peer.ts';
import { Button } from './button.tsx';
import { DeviceGlyph } from './device-glyph.tsx';
import { NameText } from './name-text.tsx';
import { useAim } from './use-aim.ts';
import { useMovedGuard } from './use-moved-guard.ts';
import { useSteadyOrder } from './use-steady-order.ts';
import './peer-picker.css';

interface PickablePeer {
  readonly id: PeerId;
  readonly name: string;
  readonly platform: Platform;
}

interface PeerPickerProps<P extends PickablePeer> {
  readonly peers: readonly P[];
  /** Stands for a name that is empty. */
  readonly unnamed: string;
  /** Says why a press on one that has just moved did nothing. */
  readonly movedWords: string;
  readonly disabled?: boolean;
  /** Something to know before it is chosen. */
  readonly noteOf?: (peer: P) => string | null;
  readonly onChoose: (peer: P) => void;
}

/** Devices to send to, one button each. They keep their places while the pointer or the keyboard is among them. */
export function PeerPicker<P extends PickablePeer>(props: PeerPickerProps<P>) {
  const { peers, unnamed, movedWords, disabled, noteOf, onChoose } = props;
  const { isAimed, ref, handlers } = useAim<HTMLUListElement>();
  const places = useSteadyOrder(peers, isAimed);
  const [isRefused, setRefused] = useState(false);
  const { handlers: guard } = useMovedGuard(ref, isAimed, () => setRefused(true));
  return (
    <div>
      <ul ref={ref} className="peer-picker" {...handlers} {...guard}>
        {places.map(({ id, item: peer }) => (
          <li key={id} data-steady-id={id}>
            {peer !== undefined && (
              <Button
                look="plain"
                className="peer-picker-peer"
                data-peer-id={id}
                disabled={disabled}
                onClick={() => onChoose(peer)}
              >
                <DeviceGlyph platform={peer.platform} sizePx={24} />
                <NameText name={peer.name === '' ? unnamed : peer.name} />
                <PeerNote text={noteOf?.(peer) ?? null} />
              </Button>
            )}
          </li>
        ))}
      </ul>
      <p role="status" className="peer-picker-moved small">
        {isRefused && movedWords}
      </p>
    </div>
  );
}

function PeerNote({ text }: { readonly text: string | null }) {
  return text === null ? null : <span className="peer-picker-note muted small">{text}</span>;
}
