// npm run bench: brings what is missing, builds, runs bench/bench.ts. Arguments go to it.
import { appCommand } from './app/app-command.mjs';
import { inRoot } from './process/project-root.mjs';
import { runMain } from './process/say.mjs';
import { hasDisplay, startDisplay } from './test/display.mjs';

// a bench measures this computer only
process.env['LANYARD_LISTEN'] ??= '127.0.0.1';

/** @typedef {{ runBench(args: readonly string[]): Promise<void> }} Bench what bench/bench.ts exports */

await runMain(async () => {
  process.env['LANYARD_APP_COMMAND'] = JSON.stringify(await appCommand({ needsDisplay: !hasDisplay() }));
  const display = await startDisplay();
  try {
    // Vite's loader reads TypeScript; Node 20 alone does not
    const { runnerImport } = await import('vite');
    const { module } = await runnerImport(inRoot('bench/bench.ts'), { configFile: false, logLevel: 'error' });
    await /** @type {Bench} */ (module).runBench(process.argv.slice(2));
  } finally {
    display.stop();
  }
});
