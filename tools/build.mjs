// npm run build: the app into out/, whether or not it changed.
import { rebuild } from './app/build-app.mjs';
import { runMain } from './process/say.mjs';
import { ensureNodeModules } from './setup/node-modules.mjs';

await runMain(async () => {
  await ensureNodeModules();
  await rebuild();
});
