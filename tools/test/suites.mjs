import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolveElectron } from '../electron/resolve.mjs';
import { inRoot } from '../process/project-root.mjs';
import { run } from '../process/run.mjs';
import { runChecks } from './check-suite.mjs';
import { countPlaywright, countVitest, judge } from './counts.mjs';
import { whyNoPackageSuite, withInstalledPackage } from './package-suite.mjs';
import { prepareWine, stopWine } from '../wine/set-up.mjs';

const VITEST = inRoot('node_modules/vitest/vitest.mjs');
const PLAYWRIGHT = inRoot('node_modules/@playwright/test/cli.js');

const SKIP_REPORTER = inRoot('tools/test/skip-reporter.mjs');

/**
 * Milliseconds, only to end a hang. Alone on two cores the longest suite takes 6 minutes; beside other work each takes two
 * to four times as long as alone.
 */
const LIMIT_MS = 45 * 60_000;

/** Engine tests whose outcome hangs on TLS itself: who is let in, what a session may say, bytes and trees that arrive. */
const TLS_TESTS = ['evil-identity', 'evil-states', 'kept-connections', 'send-and-receive', 'trees'].map(
  (test) => `electron/engine/${test}`,
);

// where that may matter: bytes and hashes, TLS, and checksums of the journal; the rest ran in `unit`
const ELECTRON_TESTS = [
  'shared/',
  ...['transport/', 'transfer/', 'storage/part', 'journal/journals'].map((part) => `electron/engine/${part}`),
];

/**
 * @typedef {object} Suite
 * @property {string} name as in `npm test -- NAME`
 * @property {() => Promise<import('./counts.mjs').Counts>} run
 * @property {boolean} [isNamedOnly] not part of the plain `npm test`
 */

/** In this order: what is quick and what explains later failures comes first. @type {readonly Suite[]} */
export const SUITES = [
  { name: 'check', run: runChecks },
  { name: 'unit', run: () => runVitest('unit', ['--project', 'unit', '--project', 'dom']) },
  // its TLS and hashes come from BoringSSL, Node's from OpenSSL
  { name: 'electron', run: () => runUnderElectron('electron', ['--project', 'unit', ...ELECTRON_TESTS]) },
  { name: 'engine', run: () => runVitest('engine', ['--project', 'engine']) },
  { name: 'electron-engine', run: () => runUnderElectron('electron-engine', ['--project', 'engine', ...TLS_TESTS]) },
  { name: 'e2e', run: runPlaywright },
  { name: 'package', run: runPackage },
  // engines under Windows' rules: docs/windows.md
  { name: 'wine', run: runWine, isNamedOnly: true },
];

/**
 * @param {string} name
 * @param {readonly string[]} args
 */
async function runUnderElectron(name, args) {
  const { path } = await resolveElectron();
  return runVitest(name, args, { command: path, env: { ELECTRON_RUN_AS_NODE: '1' } });
}

/**
 * @param {string} name
 * @param {readonly string[]} args
 * @param {{ command: string, env: Record<string, string> }} [runtime] default: this Node
 */
async function runVitest(name, args, runtime = { command: process.execPath, env: {} }) {
  const report = freshReport(name);
  const skips = freshReport(`${name}-skips`);
  const reporters = [
    '--reporter=default',
    '--reporter=json',
    `--reporter=${SKIP_REPORTER}`,
    `--outputFile.json=${report}`,
  ];
  const end = await run(runtime.command, [VITEST, 'run', ...args, ...reporters], {
    env: { ...runtime.env, VITEST_SKIPS_FILE: skips },
    timeoutMs: LIMIT_MS,
  });
  const counts = countReport(report, countVitest);
  return judge(counts && { ...counts, skips: readReport(skips) ?? [] }, end);
}

async function runPlaywright() {
  const report = freshReport('e2e');
  const end = await run(process.execPath, [PLAYWRIGHT, 'test', '--reporter=list,json'], {
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    timeoutMs: LIMIT_MS,
  });
  return judge(countReport(report, countPlaywright), end);
}

/** The installed deb: only root on Debian can install it, anybody else skips it and is told so. */
async function runPackage() {
  const reason = whyNoPackageSuite();
  if (reason !== null) return skipWhole('package', reason);
  const report = freshReport('package');
  const end = await withInstalledPackage((env) =>
    run(process.execPath, [PLAYWRIGHT, 'test', '-c', 'playwright.installed.config.ts', '--reporter=list,json'], {
      env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      timeoutMs: LIMIT_MS,
    }),
  );
  return judge(countReport(report, countPlaywright), end);
}

/** Real engines in node.exe under Wine; what they need is brought, where it can be had. */
async function runWine() {
  const wine = await prepareWine();
  if ('reason' in wine) return skipWhole('wine', wine.reason);
  try {
    return await runVitest('wine', ['--config', inRoot('vitest.wine.config.ts')]);
  } finally {
    // also after a run that was killed
    await stopWine(wine.home);
  }
}

/**
 * @param {string} name
 * @param {string} reason
 * @returns {import('./counts.mjs').Counts}
 */
function skipWhole(name, reason) {
  return { passed: 0, failed: 0, skipped: 1, skips: [{ name, reason }] };
}

/** @param {string} name */
function freshReport(name) {
  const file = inRoot('.cache/reports', `${name}.json`);
  mkdirSync(inRoot('.cache/reports'), { recursive: true });
  rmSync(file, { force: true });
  return file;
}

/**
 * @template Report
 * @param {string} file
 * @param {(report: Report) => import('./counts.mjs').Counts} count
 */
function countReport(file, count) {
  const report = readReport(file);
  return report === null ? null : count(report);
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // no report, or half of one: the suite crashed
    return null;
  }
}
