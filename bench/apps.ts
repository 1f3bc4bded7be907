import type { PeerId, TransferId } from '../shared/model/ids.ts';
import { launchPair, type LaunchedApp } from '../e2e/support/launch-app.ts';

/** Two real apps on loopback, ready to send one way. */
export interface AppPair {
  readonly sender: LaunchedApp;
  readonly receiver: LaunchedApp;
  /** Sends, accepts, and measures from the acceptance to the receipt, by the sender's clock. */
  send(path: string): Promise<{ readonly seconds: number }>;
  stop(): Promise<void>;
}

/** The event-loop figures are only there with LANYARD_BENCH. */
const ENV = { LANYARD_BENCH: '1' };

export async function startApps(): Promise<AppPair> {
  const [receiver, sender] = await launchPair({ name: 'Bench receiver', env: ENV }, { name: 'Bench sender', env: ENV });
  const { self } = await receiver.snapshot();
  return {
    sender,
    receiver,
    async send(path) {
      const transferId = await startSending(sender, self.id, path);
      const finished = waitForEnd(sender, transferId);
      const startMs = performance.now();
      await acceptFirstOffer(receiver);
      await finished;
      return { seconds: (performance.now() - startMs) / 1000 };
    },
    async stop() {
      await Promise.all([sender.dispose(), receiver.dispose()]);
    },
  };
}

/** As a drop does: a real file with a path, through the preload. A folder goes through the same input. */
async function startSending(sender: LaunchedApp, peerId: PeerId, path: string): Promise<TransferId> {
  const chooser = await sender.app.evaluateHandle(({ dialog }) => dialog);
  await chooser.evaluate((dialog, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, path);
  const api = await sender.api();
  const reply = await api.evaluate((lanyard, id) => lanyard.chooseAndSend({ peerId: id, kind: 'files' }), peerId);
  if (!reply.ok || reply.value === null) throw new Error(`cannot send: ${JSON.stringify(reply)}`);
  return reply.value;
}

async function acceptFirstOffer(receiver: LaunchedApp): Promise<void> {
  const api = await receiver.api();
  const transferId = await api.evaluate(
    (lanyard) =>
      new Promise<TransferId>((resolve) => {
        const stop = lanyard.onOffersChanged(([offer]) => offer && done(offer.transferId));
        const done = (id: TransferId): void => {
          stop();
          resolve(id);
        };
        void lanyard
          .snapshot()
          .then((state) => state.ok && state.value.offers[0] && done(state.value.offers[0].transferId));
      }),
  );
  const reply = await api.evaluate((lanyard, id) => lanyard.acceptOffer({ transferId: id, skip: [] }), transferId);
  if (!reply.ok) throw new Error(`cannot accept: ${JSON.stringify(reply)}`);
}

async function waitForEnd(sender: LaunchedApp, transferId: TransferId): Promise<void> {
  const api = await sender.api();
  const state = await api.evaluate(
    (lanyard, id) =>
      new Promise<string>((resolve) => {
        const stop = lanyard.onTransfersChanged((changed) => {
          const transfer = changed.find((one) => one.id === id);
          if (!transfer || transfer.endedAtMs === null) return;
          stop();
          resolve(transfer.state);
        });
      }),
    transferId,
  );
  if (state !== 'done') throw new Error(`the transfer ended as ${state}`);
}
