// npm run check: types, lint, format and import directions, without any test.
import { runMain } from './process/say.mjs';
import { ensureNodeModules } from './setup/node-modules.mjs';
import { runChecks } from './test/check-suite.mjs';

await runMain(async () => {
  await ensureNodeModules();
  return (await runChecks()).failed === 0 ? 0 : 1;
});
