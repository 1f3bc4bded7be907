// npm run screenshots: brings what is missing, builds, and takes the pictures of README from real windows.
import { appCommand } from './app/app-command.mjs';
import { inRoot } from './process/project-root.mjs';
import { runMain } from './process/say.mjs';
import { hasDisplay, startDisplay } from './test/display.mjs';

// the apps in the pictures talk to this computer only
process.env['LANYARD_LISTEN'] ??= '127.0.0.1';

/** @typedef {{ takeScreenshots(directory: string): Promise<void> }} Screenshots what e2e/screenshots/take-screenshots.ts exports */

await runMain(async () => {
  process.env['LANYARD_APP_COMMAND'] = JSON.stringify(await appCommand({ needsDisplay: !hasDisplay() }));
  const display = await startDisplay();
  try {
    // Vite's loader reads TypeScript; Node 20 alone does not
    const { runnerImport } = await import('vite');
    const source = inRoot('e2e/screenshots/take-screenshots.ts');
    const { module } = await runnerImport(source, { configFile: false, logLevel: 'error' });
    await /** @type {Screenshots} */ (module).takeScreenshots(inRoot('docs/screenshots'));
  } finally {
    display.stop();
  }
});
