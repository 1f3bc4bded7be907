// npm run gallery: every state of the page as a picture, checked with axe, in .cache/gallery. No app is started.
// npm run gallery -- busy offer: only those; scenario, action or language, renderer/testing/gallery/shots.mjs.
import { resolveElectron } from './electron/resolve.mjs';
import { inRoot } from './process/project-root.mjs';
import { run } from './process/run.mjs';
import { runMain } from './process/say.mjs';
import { ensureNodeModules } from './setup/node-modules.mjs';
import { ensureSystemLibraries } from './setup/system-libraries.mjs';
import { hasDisplay, startDisplay } from './test/display.mjs';

await runMain(async () => {
  await ensureNodeModules();
  await ensureSystemLibraries({ needsDisplay: !hasDisplay() });
  // its children find it in ELECTRON_EXEC_PATH
  await resolveElectron();
  const display = await startDisplay();
  try {
    const args = [inRoot('renderer/testing/gallery/shoot.mjs'), inRoot('.cache/gallery'), ...process.argv.slice(2)];
    return (await run(process.execPath, args)).code;
  } finally {
    display.stop();
  }
});
