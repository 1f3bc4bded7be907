import type { SendHome } from '../home.ts';
import type { TransferRecord } from '../list/transfer-record.ts';
import type { RetryClock } from '../retry.ts';

/**
 * Tells a receiver that keeps what arrived that it need not: as soon as it can be reached, which is tried whenever it is
 * seen again and `clock` is woken. True: it was told; false: `signal` aborted first. Never rejects.
 */
export async function tellCancelled(
  home: Pick<SendHome, 'dial'>,
  { id: transferId, peerId }: TransferRecord,
  clock: RetryClock,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    const session = await home.dial(peerId, signal).catch(() => null);
    if (session) {
      session.connection.send({ type: 'cancel', transferId });
      session.connection.close(null);
      return true;
    }
    await clock.rest({ isTimed: false, signal });
  }
  return false;
}
