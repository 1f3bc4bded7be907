import { isPausedByDisk, type Transfer } from '../../../shared/model/transfer.ts';
import { inlineName } from '../../text/display-name.ts';
import type { Wording } from '../../text/wording.ts';

export interface Trouble {
  readonly title: string;
  /** What to do; empty: nothing needs doing. */
  readonly hint: string;
  /** `calm`: somebody wanted it so. */
  readonly tone: 'bad' | 'warn' | 'calm';
}

/** Why a transfer ended without its rest, or what stands in its way; null: all is well. */
export function troubleOf(wording: Wording, transfer: Transfer): Trouble | null {
  const { t } = wording;
  switch (transfer.state) {
    case 'cancelled':
      return calm(cancelledWords(wording, transfer));
    case 'declined':
      return calm(
        transfer.direction === 'send'
          ? t('transfers.state.declinedThere', { peer: inlineName(transfer.peerName) })
          : t('transfers.state.declinedHere'),
      );
    case 'partial':
      return { title: partialWords(wording, transfer), hint: '', tone: 'warn' };
    case 'failed':
      return transfer.error === null
        ? { title: t('transfers.state.failed'), hint: '', tone: 'bad' }
        : errorTrouble(wording, transfer, 'bad');
    case 'paused':
      return pausedTrouble(wording, transfer);
    case 'offered':
    case 'active':
    case 'verifying':
      return errorTrouble(wording, transfer, 'warn');
    case 'waiting':
    case 'done':
      return null;
  }
}

/** Why a transfer waits: nothing is wrong and nothing has to be done. Null: nobody knows more than that it waits. */
export function reasonOf(wording: Wording, { state, error, peerName }: Transfer): string | null {
  if (state !== 'waiting' || error === null) return null;
  return wording.sentence(wording.error(error, peerName).title);
}

function pausedTrouble(wording: Wording, transfer: Transfer): Trouble | null {
  const { error } = transfer;
  // somebody wanted it: the line below says who
  if (error === null || error.code === 'PEER_PAUSED') return null;
  if (!isPausedByDisk(transfer) || error.code !== 'STORAGE_FULL') return errorTrouble(wording, transfer, 'warn');
  const short = error.shortBytes === undefined ? 'none' : wording.bytes(error.shortBytes);
  const title = wording.t(`transfers.full.${error.at}`, { short, peer: inlineName(transfer.peerName) });
  return { title: wording.sentence(title), hint: '', tone: 'warn' };
}

function calm(title: string): Trouble {
  return { title, hint: '', tone: 'calm' };
}

function errorTrouble(wording: Wording, transfer: Transfer, tone: 'bad' | 'warn'): Trouble | null {
  if (transfer.error === null) return null;
  const { title, hint } = wording.error(transfer.error, transfer.peerName);
  return { title: wording.sentence(title), hint, tone };
}

function cancelledWords({ t }: Wording, transfer: Transfer): string {
  if (transfer.cancelledBy === 'here') return t('transfers.state.cancelledHere');
  if (transfer.cancelledBy === 'there') {
    return t('transfers.state.cancelledThere', { peer: inlineName(transfer.peerName) });
  }
  return t('transfers.state.cancelled');
}

function partialWords({ t }: Wording, transfer: Transfer): string {
  return t('transfers.state.partial', { failed: transfer.filesFailed, done: transfer.filesDone });
}
