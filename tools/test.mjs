// npm test: brings what is missing, runs every suite, ends with one line `N passed, N failed, N skipped`.
// npm test -- unit e2e: only those, among them such as are run only when named.
import { PlainError, runMain, say } from './process/say.mjs';
import { ensureNodeModules } from './setup/node-modules.mjs';
import { ensureSystemLibraries } from './setup/system-libraries.mjs';
import { formatCounts, sum } from './test/counts.mjs';
import { hasDisplay } from './test/display.mjs';
import { describeSkipped } from './test/skips.mjs';
import { SUITES } from './test/suites.mjs';

// whatever a test starts talks to this computer only
process.env['LANYARD_LISTEN'] ??= '127.0.0.1';

await runMain(async () => {
  const suites = chooseSuites(process.argv.slice(2));
  await ensureNodeModules();
  await ensureSystemLibraries({ needsDisplay: !hasDisplay() });
  const results = [];
  for (const suite of suites) results.push(await runSuite(suite));

  say('');
  for (const { counts } of results) for (const name of counts.failures ?? []) say(`FAILED  ${name}`);
  for (const { suite, counts } of results)
    for (const line of describeSkipped(suite.name, counts.skips ?? [])) say(line);
  for (const { line } of results) say(line);
  const total = sum(results.map(({ counts }) => counts));
  process.stdout.write(`${formatCounts(total)}\n`);
  return total.failed === 0 ? 0 : 1;
});

/** @param {readonly string[]} names none: all but those that want to be named */
function chooseSuites(names) {
  const unknown = names.find((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown !== undefined) {
    throw new PlainError(`There is no suite "${unknown}", only: ${SUITES.map(({ name }) => name).join(', ')}`);
  }
  return SUITES.filter(({ name, isNamedOnly = false }) => (names.length === 0 ? !isNamedOnly : names.includes(name)));
}

/** @param {import('./test/suites.mjs').Suite} suite */
async function runSuite(suite) {
  say(`\n-- ${suite.name} --`);
  const startMs = performance.now();
  const counts = await suite.run();
  const took = `${((performance.now() - startMs) / 1000).toFixed(0)} s`;
  const note = counts.note === undefined ? '' : `  (${counts.note})`;
  return { suite, counts, line: `${suite.name.padEnd(9)} ${formatCounts(counts).padEnd(40)} ${took}${note}` };
}
