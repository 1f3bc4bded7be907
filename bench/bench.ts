import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runIdle } from './idle.ts';
import { runLoad } from './load.ts';
import { runMany } from './many.ts';
import { startAppsMover } from './movers/apps-mover.ts';
import { readOptions, USAGE, type BenchOptions, type Part } from './options.ts';
import { chartsOf } from './report/charts.ts';
import { describeResults } from './report/readme-part.ts';
import { rewriteReport, writeReport, writeResults } from './report/write-report.ts';
import { runSpeed } from './speed.ts';

/** What `npm run bench` calls. Prints as it goes; throws when something did not arrive as it was sent. */
export async function runBench(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (!options) {
    console.log(USAGE);
    return;
  }
  // so that what is left behind goes: see those who listen for `exit`
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const directory = await mkdtemp(join(tmpdir(), 'lanyard-bench-'));
  const remove = (): void => rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', remove);
  try {
    for (const part of options.parts) await PARTS[part](options, directory);
  } finally {
    remove();
  }
}

const PARTS: Readonly<Record<Part, (options: BenchOptions, directory: string) => Promise<void>>> = {
  speed: measureSpeed,
  report() {
    rewriteReport();
    return Promise.resolve();
  },
  load: ({ loadMib }, directory) => runLoad({ directory, sizeMib: loadMib }),
  idle: ({ idleSeconds }, directory) => runIdle({ directory, rounds: 5, seconds: idleSeconds }),
  many: ({ manyFiles }, directory) => runMany({ directory, fileCount: manyFiles }),
};

async function measureSpeed(options: BenchOptions, directory: string): Promise<void> {
  const { plan, treeDir, diskDir, maxMinutes, writes } = options;
  const results = await runSpeed({
    ...{ plan, treeDir, diskDir, maxMinutes, directory, startApps: startAppsMover },
    say: (line) => console.log(line),
    keep: (soFar) => {
      if (writes) writeResults(soFar);
    },
  });
  console.log(`\n${describeResults(results, chartsOf(results))}`);
  if (writes) writeReport(results);
  if (results.hasFailed) throw new Error('something did not arrive as it was sent: see what was left out');
}
