import { join } from 'node:path';
// the global that LANYARD_BENCH adds to main
import type {} from '../electron/main/bench.ts';
import type { LaunchedApp } from '../e2e/support/launch-app.ts';
import { startApps } from './apps.ts';
import { memoryMib } from './process-memory.ts';
import { makeBigFile } from './test-data.ts';

const SAMPLE_MS = 500;

/** Memory and main-process event-loop delay of both apps while one big file moves. */
export async function runLoad({
  directory,
  sizeMib,
}: {
  readonly directory: string;
  readonly sizeMib: number;
}): Promise<void> {
  const source = await makeBigFile(join(directory, 'load.bin'), sizeMib);
  const apps = await startApps();
  try {
    const both = [apps.sender, apps.receiver] as const;
    // one small transfer first: what loads at first use is not the transfer's own
    await apps.send(await makeBigFile(join(directory, 'warm-up.bin'), 1));
    const idle = await Promise.all(both.map(memoryMib));
    await Promise.all(both.map(resetDelay));
    const peaks = [...idle];
    const sampler = setInterval(() => void sample(both, peaks), SAMPLE_MS);
    const { seconds } = await apps.send(source);
    clearInterval(sampler);
    console.log(`\n${sizeMib} MiB in one file: ${((sizeMib * 1.048576) / seconds).toFixed(0)} MB/s`);
    for (const [position, app] of both.entries()) await printLoad(app, idle[position] ?? 0, peaks[position] ?? 0);
  } finally {
    await apps.stop();
  }
}

async function sample(apps: readonly LaunchedApp[], peaks: number[]): Promise<void> {
  const now = await Promise.all(apps.map(memoryMib));
  for (const [position, mib] of now.entries()) peaks[position] = Math.max(peaks[position] ?? 0, mib);
}

async function printLoad(app: LaunchedApp, idleMib: number, peakMib: number): Promise<void> {
  const delay = await app.app.evaluate(() => globalThis.__lanyardBench?.read());
  const memory = `${idleMib.toFixed(0)} MiB idle, ${peakMib.toFixed(0)} MiB at most: +${(peakMib - idleMib).toFixed(0)} MiB`;
  const loop = `event loop of main: p99 ${delay?.p99Ms.toFixed(1)} ms, max ${delay?.maxMs.toFixed(1)} ms late`;
  console.log(`  ${app.name.padEnd(16)} ${memory}; ${loop}`);
}

const resetDelay = (app: LaunchedApp): Promise<void> => app.app.evaluate(() => globalThis.__lanyardBench?.reset());
