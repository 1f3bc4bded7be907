import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startApps, type AppPair } from './apps.ts';
import type { Mover } from './mover.ts';
import { startNc } from './nc.ts';
import { startScp } from './scp.ts';
import { makeBigFile, makeSmallFiles } from './test-data.ts';

interface SpeedOptions {
  readonly directory: string;
  readonly sizeMib: number;
  readonly fileCount: number;
  readonly rounds: number;
}

/** The app first, then what it is compared with, in turn, so that a slow minute hits all alike. */
export async function runSpeed({ directory, sizeMib, fileCount, rounds }: SpeedOptions): Promise<void> {
  const big = await makeBigFile(join(directory, 'big.bin'), sizeMib);
  const small = await makeSmallFiles(join(directory, 'small'), fileCount);
  const movers: Mover[] = [];
  try {
    movers.push(toMover(await startApps()));
    for (const mover of [await startScp(directory), await startNc()]) if (mover) movers.push(mover);
    const bigBytes = sizeMib * 1024 * 1024;
    await compare(
      `${sizeMib} MiB in one file, MB/s`,
      movers,
      rounds,
      big,
      directory,
      (seconds) => bigBytes / 1e6 / seconds,
    );
    await compare(
      `${fileCount} files of 1 KiB, files/s`,
      movers,
      rounds,
      small,
      directory,
      (seconds) => fileCount / seconds,
    );
  } finally {
    await Promise.all(movers.map((mover) => mover.stop()));
  }
}

function toMover(apps: AppPair): Mover {
  return {
    name: 'Lanyard (TLS, SHA-256, fsync)',
    async move(source) {
      const result = await apps.send(source);
      // its own inbox, not the target of the others: emptied, so that all write to fresh files
      await rm(apps.receiver.inboxDir, { recursive: true });
      await mkdir(apps.receiver.inboxDir);
      return result;
    },
    stop: () => apps.stop(),
  };
}

async function compare(
  title: string,
  movers: readonly Mover[],
  rounds: number,
  source: string,
  directory: string,
  toFigure: (seconds: number) => number,
): Promise<void> {
  const figures = new Map<string, number[]>(movers.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const mover of movers) {
      const target = join(directory, 'target');
      await mkdir(target);
      const { seconds } = await mover.move(source, target);
      figures.get(mover.name)?.push(toFigure(seconds));
      await rm(target, { recursive: true });
    }
  }
  print(title, figures);
}

function print(title: string, figures: ReadonlyMap<string, readonly number[]>): void {
  console.log(`\n${title} (median of ${[...figures.values()][0]?.length ?? 0}; all in one run)`);
  const own = median([...figures.values()][0] ?? []);
  for (const [name, values] of figures) {
    const all = values.map((value) => value.toFixed(0)).join(', ');
    const ratio = (own / median(values)).toFixed(2);
    console.log(
      `  ${name.padEnd(32)} ${median(values).toFixed(0).padStart(7)}   Lanyard is ${ratio} x this   [${all}]`,
    );
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
