import type { Transfer } from '../../../shared/model/transfer.ts';
import { inlineName } from '../../text/display-name.ts';
import type { Wording } from '../../text/wording.ts';

/** Mbit/s of cables and ports that people have; faster ones are seldom what limits. */
const CABLES = [10, 100, 1_000] as const;
/** Of what a cable carries, TCP, TLS and frames leave about 94 %; a little less is it still, and no more is possible. */
const LEAST_SHARE = 0.88;
const MOST_SHARE = 0.96;

/** What limits it, in words; null: that is not known. */
export function limitWords({ t, rate }: Wording, transfer: Transfer): string | null {
  const { limitedBy, rateBytesPerSec, peerName } = transfer;
  if (limitedBy === null) return null;
  const cable = limitedBy === 'network' ? cableOf(rateBytesPerSec) : null;
  if (cable !== null) return t('transfers.limitedByCable', { rate: rate(rateBytesPerSec), speed: cable });
  return t(`transfers.limitedBy.${limitedBy}`, { peer: inlineName(peerName) });
}

/** The kind of cable that carries just this, in Mbit/s; null: none. */
function cableOf(bytesPerSec: number): string | null {
  const megabits = (bytesPerSec * 8) / 1_000_000;
  const cable = CABLES.find((speed) => megabits >= speed * LEAST_SHARE && megabits <= speed * MOST_SHARE);
  return cable === undefined ? null : String(cable);
}
