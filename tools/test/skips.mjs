/**
 * @typedef {object} Skipped a test that did not run
 * @property {string} name
 * @property {string | null} reason what it said itself; null: nothing
 */

/** What a name may say: `on a full disk (needs root, to mount one)`, `two computers (skipped: needs root)`. */
const REASON_IN_NAME = /\((?:skipped: )?(needs [^()]*)\)/;

/**
 * Why tests did not run, as lines for the end of a run; one without a known reason is named.
 * @param {string} suite
 * @param {readonly Skipped[]} skipped
 * @returns {readonly string[]}
 */
export function describeSkipped(suite, skipped) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { name, reason } of skipped) {
    const why = reason ?? REASON_IN_NAME.exec(name)?.[1] ?? `not said: ${name}`;
    counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  return [...counts].map(([why, count]) => `SKIPPED ${count} of ${suite}: ${why}`);
}

/**
 * @typedef {object} PlaywrightSuite
 * @property {readonly { title: string, tests: readonly PlaywrightTest[] }[]} specs
 * @property {readonly PlaywrightSuite[]} [suites]
 *
 * @typedef {{ status: string, annotations: readonly { type: string, description?: string }[] }} PlaywrightTest
 */

/**
 * @param {PlaywrightSuite} suite of the report of Playwright's json reporter
 * @returns {readonly Skipped[]}
 */
export function skippedInPlaywright({ specs, suites = [] }) {
  const here = specs.flatMap(({ title, tests }) =>
    tests
      .filter(({ status }) => status === 'skipped')
      .map(({ annotations }) => ({
        name: title,
        reason: annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description ?? null,
      })),
  );
  return [...here, ...suites.flatMap(skippedInPlaywright)];
}
