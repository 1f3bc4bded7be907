import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { dropOnPeer } from '../e2e/support/drop.ts';
import { launchApp, launchPair, type LaunchedApp } from '../e2e/support/launch-app.ts';
import { acceptOffer, offerId } from '../e2e/support/transfer-view.ts';
import { readProbes, resetProbes, startProbes, type Lateness } from './loop-probe.ts';
import { processesOf, pssMib } from './process-memory.ts';
import { compareTrees } from './same-tree.ts';
import { makeSmallFiles } from './test-data.ts';

interface ManyOptions {
  readonly directory: string;
  readonly fileCount: number;
}

/** Reading /proc stops a process for a moment: seldom enough to be no part of the answer. */
const SAMPLE_MS = 1_000;
const IDLE_MS = 20_000;

/**
 * A folder of very many small files from window to window, as a user sends it: dropped on a tile, accepted by a click.
 * A third app that does nothing shows how late the same windows are for no other reason than the busy computer.
 */
export async function runMany({ directory, fileCount }: ManyOptions): Promise<void> {
  const source = await makeSmallFiles(join(directory, 'many'), fileCount);
  const idle = await launchApp({ name: 'Idle' });
  const [receiver, sender] = await launchPair({ name: 'Receiver' }, { name: 'Sender' });
  const apps = [sender, receiver, idle];
  try {
    for (const app of apps) await startProbes(app);
    await sendWarmUp(sender, receiver, directory);
    await pause(IDLE_MS);
    await tell('Nothing moves', apps);
    const memory = await watchMemory([sender, receiver]);
    await measure(sender, receiver, apps, source);
    await memory.stop();
    check(source, join(receiver.inboxDir, basename(source)), fileCount);
  } finally {
    for (const app of apps) await app.dispose();
  }
}

/** What loads at first use is not the tree's own. */
async function sendWarmUp(sender: LaunchedApp, receiver: LaunchedApp, directory: string): Promise<void> {
  const folder = await makeSmallFiles(join(directory, 'warm-up'), 10);
  await offer(sender, receiver, folder);
  await accept(sender, receiver);
}

async function measure(
  sender: LaunchedApp,
  receiver: LaunchedApp,
  apps: readonly LaunchedApp[],
  source: string,
): Promise<void> {
  for (const app of apps) await resetProbes(app);
  const droppedAtMs = performance.now();
  await offer(sender, receiver, source);
  await tell(`From the drop to the question, ${secondsSince(droppedAtMs)} s`, apps);
  const acceptedAtMs = performance.now();
  await accept(sender, receiver);
  await tell(`From the answer to the receipt, ${secondsSince(acceptedAtMs)} s`, apps);
}

/** Listens as the page does, here and below: to look again and again would be work of its own. */
async function offer(sender: LaunchedApp, receiver: LaunchedApp, path: string): Promise<void> {
  const api = await receiver.api();
  const offered = await api.evaluateHandle((lanyard) => ({
    first: new Promise<void>((resolve) => {
      const stop = lanyard.onOffersChanged(([offer]) => {
        if (!offer) return;
        stop();
        resolve();
      });
    }),
  }));
  await dropOnPeer(sender.page, receiver.name, [path]);
  await offered.evaluate(({ first }) => first);
  await receiver.page.getByTestId('offer-dialog').waitFor();
}

async function accept(sender: LaunchedApp, receiver: LaunchedApp): Promise<void> {
  const api = await sender.api();
  const ended = await api.evaluateHandle(
    (lanyard, id) => ({
      state: new Promise<string>((resolve) => {
        const stop = lanyard.onTransfersChanged((changed) => {
          const transfer = changed.find((one) => one.id === id);
          if (!transfer || transfer.endedAtMs === null) return;
          stop();
          resolve(transfer.state);
        });
      }),
    }),
    await offerId(receiver.page),
  );
  await acceptOffer(receiver.page);
  const state = await ended.evaluate((watch) => watch.state);
  if (state !== 'done') throw new Error(`the transfer ended as ${state}`);
}

async function watchMemory(apps: readonly LaunchedApp[]): Promise<{ stop(): Promise<void> }> {
  const watched = await Promise.all(apps.map(async (app) => ({ name: app.name, pids: await processesOf(app) })));
  const before = watched.map(({ pids }) => pssMib(pids));
  const most = [...before];
  const look = (): readonly number[] => {
    const now = watched.map(({ pids }) => pssMib(pids));
    for (const [position, mib] of now.entries()) most[position] = Math.max(most[position] ?? 0, mib);
    return now;
  };
  const timer = setInterval(look, SAMPLE_MS);
  return {
    async stop() {
      clearInterval(timer);
      await pause(IDLE_MS);
      const after = look();
      console.log(`\nMemory, MiB: before, most, ${IDLE_MS / 1000} s after`);
      for (const [position, { name }] of watched.entries()) {
        const figures = [before, most, after].map((each) => each[position] ?? 0);
        const growth = (figures[1] ?? 0) - (figures[0] ?? 0);
        console.log(`  ${name.padEnd(10)} ${figures.map((mib) => mib.toFixed(0)).join(', ')}: +${growth.toFixed(0)}`);
      }
    },
  };
}

/** Prints how late all were since the last time, and begins anew. */
async function tell(title: string, apps: readonly LaunchedApp[]): Promise<void> {
  console.log(`\n${title}. Event loops, ms late: median, p99, p99 of clicks at any moment, most`);
  const figures = await Promise.all(apps.map(readProbes));
  for (const [position, { name }] of apps.entries()) {
    const { main, page } = figures[position] ?? {};
    if (main && page) console.log(`  ${name.padEnd(10)} main ${toLine(main)}    page ${toLine(page)}`);
  }
  for (const app of apps) await resetProbes(app);
}

const toLine = ({ p50Ms, p99Ms, clickP99Ms, maxMs }: Lateness): string =>
  [p50Ms, p99Ms, clickP99Ms, maxMs].map((ms) => ms.toFixed(1).padStart(6)).join(' ');

const secondsSince = (startMs: number): string => ((performance.now() - startMs) / 1000).toFixed(0);

function check(source: string, found: string, fileCount: number): void {
  const { equal, different } = compareTrees(source, found);
  console.log(`\n${equal} entries are equal (${fileCount} files), ${different.length} are not`);
  if (different.length > 0) throw new Error(`not what was sent:\n${different.join('\n')}`);
}
