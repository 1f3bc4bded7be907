import { writeFileSync } from 'node:fs';

/** @typedef {import('vitest/node').Reporter} Reporter */

/**
 * Vitest's own report in JSON says that a test was skipped, but not what the test said about it. This one writes the file
 * that VITEST_SKIPS_FILE names: a `Skipped` for each.
 * @implements {Reporter}
 */
export default class SkipReporter {
  /** @param {readonly import('vitest/node').TestModule[]} modules */
  onTestRunEnd(modules) {
    const file = process.env['VITEST_SKIPS_FILE'];
    if (file === undefined) return;
    const tests = modules.flatMap(({ children }) => [...children.allTests('skipped')]);
    const skipped = tests.map((test) => {
      const result = test.result();
      return { name: test.fullName, reason: result.state === 'skipped' ? (result.note ?? null) : null };
    });
    writeFileSync(file, JSON.stringify(skipped));
  }
}
