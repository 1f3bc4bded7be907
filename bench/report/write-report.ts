import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../e2e/support/app-command.ts';
import { chartsOf } from './charts.ts';
import { replaceResults } from './readme-part.ts';
import type { Results } from './results.ts';

const FOLDER = join(ROOT, 'bench');
const RESULTS = join(FOLDER, 'results/latest.json');

/** Puts the figures where they are kept, and tables and charts of them into the page. */
export function writeReport(results: Results): void {
  writeResults(results);
  drawReport(results);
}

/** The figures alone; `rewriteReport` makes the rest of them. */
export function writeResults(results: Results): void {
  mkdirSync(join(FOLDER, 'results'), { recursive: true });
  writeFileSync(RESULTS, `${JSON.stringify(results, roundLong, 1)}\n`);
}

/** The page anew, from the figures that are kept. */
export function rewriteReport(): void {
  // our own file
  drawReport(JSON.parse(readFileSync(RESULTS, 'utf8')) as Results);
}

function drawReport(results: Results): void {
  const folder = join(FOLDER, 'charts');
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  const charts = chartsOf(results);
  for (const { name, svg } of charts) writeFileSync(join(folder, name), svg);
  const page = join(FOLDER, 'README.md');
  writeFileSync(page, replaceResults(readFileSync(page, 'utf8'), results, charts));
  console.log(`\nwritten: ${page}`);
}

/** Six digits say all that a clock and a counter know. */
const roundLong = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
