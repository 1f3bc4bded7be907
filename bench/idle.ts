import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { appCommand, ROOT } from '../e2e/support/app-command.ts';
import { readSidesMib } from './measure/memory-sampler.ts';
import { cpuSecondsOf } from './measure/proc-stat.ts';
import { readProcesses } from './measure/processes.ts';
import { median } from './report/statistics.ts';

interface IdleOptions {
  readonly directory: string;
  readonly rounds: number;
  /** How long nothing happens while CPU time is counted. */
  readonly seconds: number;
}

/** One program to be looked at: Lanyard, or the least an Electron app can be. */
interface Subject {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

interface Running {
  readonly child: ChildProcess;
  /** From spawn to a drawn window that can be used. */
  readonly startMs: number;
}

/** After a start Chromium tidies up for a while. */
const SETTLE_MS = 10_000;

/** Start, memory and CPU of an app that nobody uses, beside a bare Electron window. Linux only: it reads /proc. */
export async function runIdle({ directory, rounds, seconds }: IdleOptions): Promise<void> {
  const subjects = await makeSubjects();
  const homes = new Map<string, string>();
  for (const { name } of subjects) homes.set(name, await makeHome(directory));
  const starts = new Map(subjects.map(({ name }) => [name, [] as number[]]));
  // one each that does not count: files come into the page cache, a new profile and a key are made. Then in turns, because machines drift
  for (let round = 0; round <= rounds; round++) {
    for (const subject of subjects) {
      const { child, startMs } = await start(subject, homes.get(subject.name) ?? directory);
      await stop(child);
      if (round > 0) starts.get(subject.name)?.push(startMs);
    }
  }
  const [bareMs = 0, ownMs = 0] = subjects.map(({ name }) => median(starts.get(name) ?? []));
  console.log(`\nStart to a window that can be used, median of ${rounds}:`);
  console.log(
    `  bare Electron ${bareMs.toFixed(0)} ms, Lanyard ${ownMs.toFixed(0)} ms: ${(ownMs / bareMs).toFixed(2)} times`,
  );

  const figures = [];
  for (const subject of subjects) figures.push(await watchIdle(subject, homes.get(subject.name) ?? directory, seconds));
  const [bare, own] = figures;
  if (!bare || !own) return;
  console.log(`\nDoing nothing for ${seconds} s:`);
  console.log(
    `  memory: bare Electron ${bare.mib.toFixed(0)} MiB, Lanyard ${own.mib.toFixed(0)} MiB: +${(own.mib - bare.mib).toFixed(0)} MiB`,
  );
  console.log(
    `  CPU: bare Electron ${bare.cpuPercent.toFixed(2)} %, Lanyard ${own.cpuPercent.toFixed(2)} % of one core`,
  );
}

async function makeSubjects(): Promise<readonly Subject[]> {
  const { command, args, env } = await appCommand();
  const switches = args.filter((arg) => arg.startsWith('--'));
  return [
    { name: 'bare', command, args: [...switches, join(ROOT, 'bench/bare')], env },
    { name: 'Lanyard', command, args, env: { ...env, LANYARD_BENCH: '1', LANYARD_PORT: '0' } },
  ];
}

async function makeHome(directory: string): Promise<string> {
  const home = await mkdtemp(join(directory, 'home-'));
  await mkdir(join(home, 'Downloads'));
  return home;
}

async function start(subject: Subject, home: string): Promise<Running> {
  const startedAtMs = performance.now();
  const child = spawn(subject.command, [...subject.args, `--user-data-dir=${join(home, 'data')}`], {
    env: { ...process.env, ...subject.env, HOME: home, LANYARD_LISTEN: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await sayUsable(child);
  return { child, startMs: performance.now() - startedAtMs };
}

async function sayUsable({ stdout }: ChildProcess): Promise<void> {
  if (!stdout) throw new Error('bug: no stdout');
  let said = '';
  for await (const chunk of stdout) {
    said += String(chunk);
    if (said.includes('bench: usable')) break;
  }
  if (!said.includes('bench: usable')) throw new Error(`the app ended before its window could be used: ${said}`);
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

async function watchIdle(subject: Subject, home: string, seconds: number) {
  const { child } = await start(subject, home);
  try {
    await pause(SETTLE_MS);
    const trees = [child.pid ?? 0];
    const readCpu = (): number => cpuSecondsOf(readProcesses(), { trees, reapers: [] });
    const before = readCpu();
    await pause(seconds * 1000);
    const used = readCpu() - before;
    const [mib = 0] = readSidesMib([() => trees]);
    return { mib, cpuPercent: (used / seconds) * 100 };
  } finally {
    await stop(child);
  }
}
