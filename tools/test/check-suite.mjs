import { existsSync } from 'node:fs';
import { inRoot } from '../process/project-root.mjs';
import { run } from '../process/run.mjs';
import { say } from '../process/say.mjs';

const FOLDERS = ['shared', 'electron', 'renderer', 'e2e', 'bench', 'tools'];

/** @type {readonly { name: string, args: readonly string[] }[]} programs of node_modules, each one a check */
const CHECKS = [
  { name: 'types', args: ['typescript/bin/tsc', '--build'] },
  { name: 'lint', args: ['eslint/bin/eslint.js', '.'] },
  { name: 'format', args: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
  {
    name: 'imports',
    args: [
      'dependency-cruiser/bin/dependency-cruise.mjs',
      ...['--config', '.dependency-cruiser.cjs', '--output-type', 'err', '--no-progress'],
      ...FOLDERS.filter((folder) => existsSync(inRoot(folder))),
    ],
  },
];

/** All four together take half a minute. */
const LIMIT_MS = 5 * 60_000;

/**
 * Types, lint, format and import directions; each counts as one test.
 * @returns {Promise<import('./counts.mjs').Counts>}
 */
export async function runChecks() {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const {
    name,
    args: [program = '', ...args],
  } of CHECKS) {
    const { code } = await run(process.execPath, [inRoot('node_modules', program), ...args], { timeoutMs: LIMIT_MS });
    say(code === 0 ? `  ok      ${name}` : `  FAILED  ${name}`);
    if (code === 0) counts.passed++;
    else counts.failed++;
  }
  return counts;
}
