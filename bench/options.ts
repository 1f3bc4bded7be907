import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../e2e/support/app-command.ts';
import { MOVER_IDS } from './movers/mover-facts.ts';
import { changePlan, PLANS, type Plan, type PlanName } from './plan.ts';
import { MEDIUM_IDS } from './report/results.ts';
import { WORK_IDS } from './works/work-facts.ts';

export const USAGE = `npm run bench -- [speed | load | idle | many | report] [options]
  speed   Lanyard beside scp, rsync, tar and nc, in turns; this is what runs when nothing is named
  report  writes bench/README.md and its charts anew from the figures of the last run with --write
  load    memory and event-loop delay of both apps during one big transfer: --load-mib 4096
  idle    start, memory and CPU of an app that does nothing, beside a bare Electron window: --idle-seconds 60
  many    a folder of very many small files by way of the windows, beside an idle app: --many-files 100000
Options of speed:
  --short, --quick    a run of a quarter of an hour, of half a minute; without either one of an hour and more
  --works A,B         of ${WORK_IDS.join(', ')}
  --movers A,B        of ${MOVER_IDS.join(', ')}
  --media A,B         of ${MEDIUM_IDS.join(', ')}
  --rounds N, --large-mib N, --small-files N, --tiny-files N, --photos N, --tree-files N
  --tree DIR          what is copied for the source tree; default: node_modules
  --disk-dir DIR      a folder on the disk; default: the folder for temporary files, or .cache when that is no disk
  --max-minutes N     leaves out what is left then
  --write             puts the figures into bench/results, tables and charts into bench/README.md
Only loopback is used. Machines differ: compare within one run, not between runs.`;

const PARTS = ['speed', 'load', 'idle', 'many', 'report'] as const;
export type Part = (typeof PARTS)[number];

export interface BenchOptions {
  readonly parts: readonly Part[];
  readonly plan: Plan;
  readonly treeDir: string;
  /** Null: to be found. */
  readonly diskDir: string | null;
  readonly maxMinutes: number;
  readonly writes: boolean;
  readonly loadMib: number;
  readonly idleSeconds: number;
  readonly manyFiles: number;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const OPTIONS = {
  ...{ works: text, movers: text, media: text, rounds: text, tree: text, 'disk-dir': text, 'max-minutes': text },
  ...{ 'large-mib': text, 'small-files': text, 'tiny-files': text, photos: text, 'tree-files': text },
  ...{ 'load-mib': text, 'idle-seconds': text, 'many-files': text },
  ...{ short: flag, quick: flag, write: flag, help: flag },
} as const;

/** @returns null: only help is wanted. Throws what is wrong, in words. */
export function readOptions(args: readonly string[]): BenchOptions | null {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  if (values.help) return null;
  const planName: PlanName = values.quick ? 'quick' : values.short ? 'short' : 'full';
  const sizes = {
    largeMib: toCount('large-mib', values['large-mib']),
    smallFiles: toCount('small-files', values['small-files']),
    tinyFiles: toCount('tiny-files', values['tiny-files']),
    photos: toCount('photos', values.photos),
    treeFiles: toCount('tree-files', values['tree-files']),
  };
  return {
    parts: positionals.length === 0 ? ['speed'] : positionals.map((part) => pick('part', part, PARTS)),
    plan: changePlan(PLANS[planName], {
      works: toList('work', values.works, WORK_IDS),
      movers: toList('mover', values.movers, MOVER_IDS),
      media: toList('medium', values.media, MEDIUM_IDS),
      rounds: toCount('rounds', values.rounds),
      sizes: Object.fromEntries(Object.entries(sizes).filter(([, size]) => size !== undefined)),
    }),
    treeDir: values.tree ?? join(ROOT, 'node_modules'),
    diskDir: values['disk-dir'] ?? null,
    maxMinutes: toCount('max-minutes', values['max-minutes']) ?? Infinity,
    writes: values.write,
    loadMib: toCount('load-mib', values['load-mib']) ?? 4096,
    idleSeconds: toCount('idle-seconds', values['idle-seconds']) ?? 60,
    manyFiles: toCount('many-files', values['many-files']) ?? 100_000,
  };
}

function toCount(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const count = Number(value);
  if (!Number.isSafeInteger(count) || count < 1) throw new Error(`--${name} takes a whole number, at least 1`);
  return count;
}

function toList<T extends string>(
  kind: string,
  value: string | undefined,
  all: readonly T[],
): readonly T[] | undefined {
  return value?.split(',').map((name) => pick(kind, name.trim(), all));
}

function pick<T extends string>(kind: string, name: string, all: readonly T[]): T {
  const found = all.find((each) => each === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}: ${all.join(', ')}`);
  return found;
}
