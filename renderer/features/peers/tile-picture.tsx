import { File } from 'lucide-react';
import type { Peer } from '../../../shared/model/peer.ts';
import { DeviceGlyph } from '../../components/device-glyph.tsx';
import { ProgressRing } from '../../components/progress-ring.tsx';
import type { PeerActivity } from '../../stores/peer-activity.ts';

interface TilePictureProps {
  readonly peer: Peer;
  readonly activity: PeerActivity;
  /** Files dropped so far; a new number plays the flight of one. */
  readonly arrivals: number;
  readonly isOver: boolean;
}

export function TilePicture({ peer, activity, arrivals, isOver }: TilePictureProps) {
  return (
    <span className="tile-picture" data-over={isOver}>
      <ProgressRing
        fraction={activity.fraction}
        look={lookOf(peer, activity)}
        tone={activity.kind === 'paused' || activity.kind === 'waiting' ? 'calm' : 'accent'}
      >
        <DeviceGlyph platform={peer.platform} />
      </ProgressRing>
      {arrivals > 0 && (
        <span key={arrivals} className="tile-arrival" aria-hidden="true">
          <File size={20} />
        </span>
      )}
    </span>
  );
}

function lookOf(peer: Peer, activity: PeerActivity): 'solid' | 'searching' | 'away' | 'asking' {
  if (peer.status === 'connecting') return 'searching';
  if (peer.status === 'offline') return 'away';
  return activity.kind === 'asking' ? 'asking' : 'solid';
}
