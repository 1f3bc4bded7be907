import { appCommand } from '../app/app-command.mjs';
import { hasDisplay } from './display.mjs';

/**
 * Before the app tests, however they are started: the app is built, there is an Electron, and a screen can be started.
 * The tests find what to launch in LANYARD_APP_COMMAND: JSON, `{"command", "args", "env"}`.
 */
export default async function prepareAppTests() {
  const command = await appCommand({ needsDisplay: !hasDisplay() });
  process.env['LANYARD_APP_COMMAND'] = JSON.stringify(command);
}
