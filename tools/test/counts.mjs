import { skippedInPlaywright } from './skips.mjs';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string} [note] why the numbers are not those of the report
 * @property {readonly string[]} [failures] names of the failed tests, to be said once more at the end
 * @property {readonly import('./skips.mjs').Skipped[]} [skips] tests that did not run
 */

/**
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {readonly { name: string, status: string, assertionResults: readonly VitestResult[] }[]} testResults by file
 *
 * @typedef {{ status: string, fullName: string }} VitestResult
 *
 * @typedef {object} PlaywrightReport
 * @property {{ expected: number, unexpected: number, flaky: number, skipped: number }} stats
 * @property {readonly unknown[]} errors those outside any test
 * @property {readonly PlaywrightSuite[]} suites
 *
 * @typedef {object} PlaywrightSuite
 * @property {string} title
 * @property {readonly PlaywrightSpec[]} specs
 * @property {readonly PlaywrightSuite[]} [suites]
 *
 * @typedef {{ title: string, ok: boolean, tests: readonly import('./skips.mjs').PlaywrightTest[] }} PlaywrightSpec
 */

/**
 * @param {VitestReport} report of vitest's json reporter
 * @returns {Counts}
 */
export function countVitest(report) {
  // a file that could not be loaded has no tests, but it is no success
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [...broken.map(({ name }) => name), ...report.testResults.flatMap(failedInFile)],
  };
}

/** @param {VitestReport['testResults'][number]} file */
function failedInFile({ assertionResults }) {
  return assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
}

/**
 * @param {PlaywrightReport} report of Playwright's json reporter
 * @returns {Counts}
 */
export function countPlaywright({ stats, errors, suites }) {
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
    failures: suites.flatMap((suite) => failedInSuite(suite)),
    skips: suites.flatMap(skippedInPlaywright),
  };
}

/**
 * @param {PlaywrightSuite} suite
 * @returns {readonly string[]}
 */
function failedInSuite({ title, specs, suites = [] }) {
  const here = specs.filter(({ ok }) => !ok).map((spec) => spec.title);
  return [...here, ...suites.flatMap(failedInSuite)].map((name) => `${title} › ${name}`);
}

/**
 * What a suite is worth once its process ended: one that crashed, was stopped or ran nothing has failed.
 * @param {Counts | null} counts null: it left no report
 * @param {{ code: number, isTimedOut: boolean }} end of its process
 * @returns {Counts}
 */
export function judge(counts, { code, isTimedOut }) {
  if (isTimedOut) return failWith(counts, 'ran out of time');
  if (counts === null) return failWith(null, 'crashed before its report');
  if (code !== 0 && counts.failed === 0) return failWith(counts, `ended with code ${code}`);
  if (counts.passed + counts.failed === 0) return failWith(counts, 'ran no tests');
  return counts;
}

/**
 * @param {Counts | null} counts
 * @param {string} note
 * @returns {Counts}
 */
function failWith(counts, note) {
  const { passed = 0, failed = 0, skipped = 0, failures = [], skips = [] } = counts ?? {};
  return { passed, failed: failed + 1, skipped, note, failures, skips };
}

/**
 * @param {readonly Counts[]} all
 * @returns {Counts}
 */
export function sum(all) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of all) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/**
 * @param {Counts} counts
 * @returns {string} `N passed, N failed, N skipped`
 */
export function formatCounts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
