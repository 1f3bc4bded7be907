import { ArrowDown, ArrowUp, Ban, Check, CircleAlert, Clock, Hand, Pause, TriangleAlert } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { isInLine, isPausedByDisk, type Transfer, type TransferState } from '../../../shared/model/transfer.ts';
import { useWording } from '../../text/wording-context.tsx';

interface Look {
  /** null: the arrow of its direction. */
  readonly icon: LucideIcon | null;
  readonly tone: 'accent' | 'ok' | 'warn' | 'bad' | 'calm';
}

const LOOKS: Record<TransferState, Look> = {
  offered: { icon: Clock, tone: 'warn' },
  active: { icon: null, tone: 'accent' },
  waiting: { icon: Clock, tone: 'calm' },
  paused: { icon: Pause, tone: 'calm' },
  verifying: { icon: null, tone: 'accent' },
  done: { icon: Check, tone: 'ok' },
  partial: { icon: TriangleAlert, tone: 'warn' },
  failed: { icon: CircleAlert, tone: 'bad' },
  cancelled: { icon: Ban, tone: 'calm' },
  declined: { icon: Hand, tone: 'calm' },
};

function lookOf(transfer: Transfer): Look {
  if (isInLine(transfer)) return { icon: Clock, tone: 'calm' };
  return isPausedByDisk(transfer) ? { icon: Pause, tone: 'warn' } : LOOKS[transfer.state];
}

/** The state of a transfer as a coloured sign; its name is there for screen readers. */
export function StateIcon({ transfer }: { readonly transfer: Transfer }) {
  const { t } = useWording();
  const { icon, tone } = lookOf(transfer);
  const Icon = icon ?? (transfer.direction === 'send' ? ArrowUp : ArrowDown);
  return (
    <span className={`state-icon state-icon-${tone}`}>
      <Icon size={18} aria-hidden="true" />
      <span className="spoken">{t(`transfers.stateName.${isInLine(transfer) ? 'inLine' : transfer.state}`)}</span>
    </span>
  );
}
