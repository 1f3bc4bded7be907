/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string} [note] why the numbers are not those of the report
 */

/**
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {readonly { status: string, assertionResults: readonly unknown[] }[]} testResults one per file
 *
 * @typedef {object} PlaywrightReport
 * @property {{ expected: number, unexpected: number, flaky: number, skipped: number }} stats
 * @property {readonly unknown[]} errors those outside any test
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
  };
}

/**
 * @param {PlaywrightReport} report of Playwright's json reporter
 * @returns {Counts}
 */
export function countPlaywright({ stats, errors }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped };
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
  return { passed: counts?.passed ?? 0, failed: (counts?.failed ?? 0) + 1, skipped: counts?.skipped ?? 0, note };
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
