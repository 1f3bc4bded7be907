import type { TransferId } from '../../shared/model/ids.ts';
import { isEnded, type Transfer } from '../../shared/model/transfer.ts';
import { readSidesMib } from '../measure/memory-sampler.ts';
import type { ProgressPoint } from '../measure/steadiness.ts';
import { startEnginePair, type EngineAlone, type EnginePair } from './engine-pair.ts';
import { emptyInbox } from './inbox.ts';
import type { Errand, Moved, Mover } from './mover.ts';

/** Lanyard without windows: two engines in plain Node, which this process asks as the app's main process would. */
export async function startEnginesMover(script: string, home: string): Promise<Mover> {
  const pair = await startEnginePair(script, home);
  const { sender, receiver } = pair;
  const sides = [() => [sender.pid], () => [receiver.pid]];
  return {
    id: 'engines',
    cpu: { trees: [sender.pid, receiver.pid], reapers: [] },
    sides,
    idleMib: readSidesMib(sides),
    move: (errand) => move(pair, errand),
    moveAtOnce: (errand) => moveAtOnce(pair, errand),
    settle: () => Promise.resolve(),
    async stop() {
      await sender.stop();
      await receiver.stop();
    },
  };
}

async function move(pair: EnginePair, { source, target, onAccepted }: Errand): Promise<Moved> {
  const { sender, receiver } = pair;
  const startMs = performance.now();
  const offered = untilOffered(receiver);
  const transferId = await sender.life.engine.send(receiver.peerId, [source]);
  await offered;
  onAccepted();
  const acceptedMs = performance.now();
  const progress: ProgressPoint[] = [];
  const ended = untilEnded(sender, transferId, ({ filesDone }) => {
    progress.push({ seconds: (performance.now() - acceptedMs) / 1000, files: filesDone });
  });
  await receiver.life.engine.accept(transferId, []);
  await ended;
  const endMs = performance.now();
  await putAway(pair, transferId, target);
  const seconds = (endMs - acceptedMs) / 1000;
  return { seconds, wholeSeconds: (endMs - startMs) / 1000, mainP99Ms: null, progress };
}

/** From the call until both have told that it is done. */
async function moveAtOnce(pair: EnginePair, { source, target, onAccepted }: Errand): Promise<Moved> {
  const { sender, receiver } = pair;
  const stop = receiver.listen((event) => {
    if (event.type !== 'offers') return;
    onAccepted();
    // a refusal shows in how it ends
    for (const { transferId } of event.offers) void receiver.life.engine.accept(transferId, []).catch(() => undefined);
  });
  const startMs = performance.now();
  const received = untilEnded(receiver, null);
  const transferId = await sender.life.engine.send(receiver.peerId, [source]);
  await Promise.all([received, untilEnded(sender, transferId)]);
  const seconds = (performance.now() - startMs) / 1000;
  stop();
  await putAway(pair, transferId, target);
  return { seconds, wholeSeconds: seconds, mainP99Ms: null, progress: [] };
}

/** What a long list would cost is no part of the next move. */
async function putAway({ sender, receiver }: EnginePair, transferId: TransferId, target: string): Promise<void> {
  await Promise.all([untilEnded(receiver, transferId), untilEnded(sender, transferId)]);
  await Promise.all([sender, receiver].map(({ life }) => life.engine.dismiss(transferId)));
  await emptyInbox(receiver.inboxDir, target);
}

function untilOffered(receiver: EngineAlone): Promise<void> {
  return new Promise((resolve) => {
    const stop = receiver.listen((event) => {
      if (event.type !== 'offers' || event.offers.length === 0) return;
      stop();
      resolve();
    });
  });
}

/**
 * Resolves when it has ended well, told by an event or because it had ended before.
 *
 * @param transferId - null: whichever there is
 */
function untilEnded(
  engine: EngineAlone,
  transferId: TransferId | null,
  onChange: (transfer: Transfer) => void = () => undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (transfers: readonly Transfer[]): void => {
      const found = transfers.find(({ id }) => transferId === null || id === transferId);
      if (!found) return;
      onChange(found);
      if (!isEnded(found.state)) return;
      stop();
      if (found.state === 'done') resolve();
      else reject(new Error(`the transfer ended as ${found.state}: ${found.error?.code ?? ''}`));
    };
    const stop = engine.listen((event) => {
      if (event.type === 'transfers') look(event.transfers);
    });
    void engine.life.engine.snapshot().then(({ transfers }) => look(transfers), reject);
  });
}
