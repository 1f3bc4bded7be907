import { appCommand } from '../app/app-command.mjs';
import { hasDisplay, startDisplay } from './display.mjs';

/**
 * Before the app tests, however they are started: the app is built, there is an Electron and a screen. The tests find
 * what to launch in LANYARD_APP_COMMAND: JSON, `{"command", "args", "env"}`.
 * @returns {Promise<() => void>} what Playwright calls at the end
 */
export default async function prepareAppTests() {
  const command = await appCommand({ needsDisplay: !hasDisplay() });
  process.env['LANYARD_APP_COMMAND'] = JSON.stringify(command);
  const display = await startDisplay();
  return () => display.stop();
}
