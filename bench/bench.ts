import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runIdle } from './idle.ts';
import { runLoad } from './load.ts';
import { runMany } from './many.ts';
import { runSpeed } from './speed.ts';

const USAGE = `npm run bench -- [speed] [load] [idle] [many] [--size-mib 1024] [--files 2000] [--rounds 3] [--load-mib 4096] [--idle-seconds 60] [--many-files 100000]
  speed  app to app on loopback beside scp and nc: one big file, and many small ones
  load   memory and event-loop delay of both apps during one big transfer
  idle   start, memory and CPU of an app that does nothing, beside a bare Electron window
  many   a folder of very many small files by way of the windows: memory, event loops, equal trees
Only loopback is used. Machines differ: compare within one run, not between runs.`;

/** What `npm run bench` calls. Prints as it goes. */
export async function runBench(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'size-mib': { type: 'string', default: '1024' },
      'load-mib': { type: 'string', default: '4096' },
      'idle-seconds': { type: 'string', default: '60' },
      'many-files': { type: 'string', default: '100000' },
      files: { type: 'string', default: '2000' },
      rounds: { type: 'string', default: '3' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const isWanted = (part: string): boolean => positionals.length === 0 || positionals.includes(part);
  const directory = await mkdtemp(join(tmpdir(), 'lanyard-bench-'));
  try {
    if (isWanted('speed')) {
      const sizeMib = Number(values['size-mib']);
      await runSpeed({ directory, sizeMib, fileCount: Number(values.files), rounds: Number(values.rounds) });
    }
    if (isWanted('idle')) {
      await runIdle({ directory, rounds: 5, seconds: Number(values['idle-seconds']) });
    }
    if (isWanted('load')) await runLoad({ directory, sizeMib: Number(values['load-mib']) });
    if (isWanted('many')) await runMany({ directory, fileCount: Number(values['many-files']) });
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}
