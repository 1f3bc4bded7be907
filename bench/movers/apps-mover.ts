import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { dropOnPeer } from '../../e2e/support/drop.ts';
import { launchApp, launchPair, type LaunchedApp } from '../../e2e/support/launch-app.ts';
import { offerId } from '../../e2e/support/transfer-view.ts';
import type { PeerId, TransferId } from '../../shared/model/ids.ts';
import { readMainProbe, resetMainProbe, startMainProbe } from '../loop-probe.ts';
import { readSidesMib } from '../measure/memory-sampler.ts';
import { emptyInbox } from './inbox.ts';
import type { Errand, Moved, Mover } from './mover.ts';
import { seen, watchClick, watchEnd, watchOffer, type SeenEnd } from './page-watch.ts';

interface Apps {
  readonly sender: LaunchedApp;
  readonly receiver: LaunchedApp;
}

/** After a start Chromium tidies up for a while. */
const IDLE_MS = 5_000;

/** Two real apps with their windows on show; all they have is below `home`. */
export async function startAppsMover(home: string): Promise<Mover> {
  const [receiver, sender] = await launchPair(
    { name: 'Bench receiver', homeDir: join(home, 'receiver') },
    { name: 'Bench sender', homeDir: join(home, 'sender') },
    launchApp,
  );
  const apps = { sender, receiver };
  for (const app of [sender, receiver]) await startMainProbe(app);
  const pids = [sender, receiver].map(({ app }) => app.process().pid ?? 0);
  const sides = pids.map((pid) => () => [pid]);
  await pause(IDLE_MS);
  return {
    id: 'apps',
    cpu: { trees: pids, reapers: [] },
    sides,
    idleMib: readSidesMib(sides),
    move: (errand) => move(apps, errand),
    moveAtOnce: (errand) => moveAtOnce(apps, errand),
    settle: () => Promise.resolve(),
    async stop() {
      await Promise.all([sender.dispose(), receiver.dispose()]);
    },
  };
}

/** As a user does it: dropped on a tile, accepted by a click, until the sender's row says that it is done. */
async function move(apps: Apps, { source, target, onAccepted }: Errand): Promise<Moved> {
  const { sender, receiver } = apps;
  await Promise.all([resetMainProbe(sender), resetMainProbe(receiver)]);
  const offered = await watchOffer(receiver, false);
  const startMs = Date.now();
  await dropOnPeer(sender.page, receiver.name, [source]);
  const transferId = await seen(offered);
  await receiver.page.getByTestId('offer-dialog').waitFor();
  if ((await offerId(receiver.page)) !== transferId) throw new Error('another offer is on show');
  const [sent, clicked] = await Promise.all([watchEnd(sender, transferId), watchClick(receiver)]);
  onAccepted();
  await receiver.page.getByTestId('offer-accept').click();
  const [clickedMs, end] = await Promise.all([seen(clicked), seen(sent)]);
  const mainP99Ms = await readLateness(apps);
  await putAway(apps, end, transferId, target);
  return { ...secondsOf(end.atMs, clickedMs, startMs), mainP99Ms, progress: progressOf(end, clickedMs) };
}

/** From the page's call until both windows say that it is done; the receiver's page accepts by itself. */
async function moveAtOnce(apps: Apps, { source, target, onAccepted }: Errand): Promise<Moved> {
  const { sender, receiver } = apps;
  const { self } = await receiver.snapshot();
  await choose(sender, source);
  const [received, accepted] = await Promise.all([watchEnd(receiver, null), watchOffer(receiver, true)]);
  onAccepted();
  const sent = await watchEnd(sender, null);
  const startMs = await sendNow(sender, self.id);
  const ends = await Promise.all([seen(sent), seen(received)]);
  const transferId = await seen(accepted);
  const [ofSender, ofReceiver] = ends;
  await putAway(apps, ofSender, transferId, target);
  const moment = secondsOf(Math.max(ofSender.atMs, ofReceiver.atMs), startMs, startMs);
  return { ...moment, mainP99Ms: null, progress: [] };
}

/** What the system's dialog will answer. */
async function choose({ app }: LaunchedApp, path: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, path);
}

/** @returns when the page called */
async function sendNow(sender: LaunchedApp, peerId: PeerId): Promise<number> {
  const api = await sender.api();
  const called = await api.evaluate(async (lanyard, id) => {
    const atMs = Date.now();
    const { ok } = await lanyard.chooseAndSend({ peerId: id, kind: 'files' });
    return { atMs, ok };
  }, peerId);
  if (!called.ok) throw new Error('cannot send');
  return called.atMs;
}

/** Off both lists, so that the next has a list of its own to look at. */
async function putAway(apps: Apps, end: SeenEnd, transferId: TransferId, target: string): Promise<void> {
  if (end.state !== 'done') throw new Error(`the transfer ended as ${end.state}`);
  for (const app of [apps.sender, apps.receiver]) {
    await seen(await watchEnd(app, transferId));
    await (await app.api()).evaluate((lanyard, id) => lanyard.dismissTransfer({ transferId: id }), transferId);
    await app.page.locator(`[data-transfer-id="${transferId}"]`).first().waitFor({ state: 'detached' });
  }
  await emptyInbox(apps.receiver.inboxDir, target);
}

async function readLateness({ sender, receiver }: Apps): Promise<number> {
  const both = await Promise.all([readMainProbe(sender), readMainProbe(receiver)]);
  return Math.max(...both.map(({ p99Ms }) => p99Ms));
}

const secondsOf = (endMs: number, acceptedMs: number, startMs: number): Pick<Moved, 'seconds' | 'wholeSeconds'> => ({
  seconds: (endMs - acceptedMs) / 1000,
  wholeSeconds: (endMs - startMs) / 1000,
});

const progressOf = ({ points }: SeenEnd, acceptedMs: number): Moved['progress'] =>
  points.map(({ atMs, files }) => ({ seconds: (atMs - acceptedMs) / 1000, files }));
