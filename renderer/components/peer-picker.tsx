import type { PeerId } from '../../shared/model/ids.ts';
import type { Platform } from '../../shared/model/peer.ts';
import { Button } from './button.tsx';
import { DeviceGlyph } from './device-glyph.tsx';
import { NameText } from './name-text.tsx';
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
  readonly disabled?: boolean;
  /** Something to know before it is chosen. */
  readonly noteOf?: (peer: P) => string | null;
  readonly onChoose: (peer: P) => void;
}

/** Devices to send to, one button each. */
export function PeerPicker<P extends PickablePeer>({ peers, unnamed, disabled, noteOf, onChoose }: PeerPickerProps<P>) {
  return (
    <ul className="peer-picker">
      {peers.map((peer) => (
        <li key={peer.id}>
          <Button
            look="plain"
            className="peer-picker-peer"
            data-peer-id={peer.id}
            disabled={disabled}
            onClick={() => onChoose(peer)}
          >
            <DeviceGlyph platform={peer.platform} sizePx={24} />
            <NameText name={peer.name === '' ? unnamed : peer.name} />
            <PeerNote text={noteOf?.(peer) ?? null} />
          </Button>
        </li>
      ))}
    </ul>
  );
}

function PeerNote({ text }: { readonly text: string | null }) {
  return text === null ? null : <span className="peer-picker-note muted small">{text}</span>;
}
