// npm start: brings what is missing, builds if something changed, opens the app. Arguments go to the app.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appCommand } from './app/app-command.mjs';
import { PlainError, runMain, say } from './process/say.mjs';

/** Chromium complains at length where there is no D-Bus or no GPU; both are fine. Lanyard's own log is a file. */
const NO_CHROMIUM_NOISE = '--log-level=3';

const hasScreen = process.platform !== 'linux' || !!process.env['DISPLAY'] || !!process.env['WAYLAND_DISPLAY'];

await runMain(async () => {
  if (!hasScreen) say('There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set). Setting up all the same.');
  const { command, args, env } = await appCommand();
  if (!hasScreen) {
    throw new PlainError(
      'Lanyard is ready, but there is no screen to open its window on. With a virtual one: xvfb-run -a npm start',
    );
  }
  say('Starting Lanyard ...');
  const app = spawn(command, [...args, NO_CHROMIUM_NOISE, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  // Ctrl+C reaches the app by itself: we only wait for it to end
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => app.kill());
  const [code] = /** @type {unknown[]} */ (await once(app, 'exit'));
  return typeof code === 'number' ? code : 1;
});
