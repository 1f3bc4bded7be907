import { app } from 'electron';

/**
 * Switches that a packaged app takes away from Chromium before it looks at them: each would let more programs than the
 * one that started us look into the page. `--remote-debugging-pipe` stays, and drives the installed app in its test: it
 * speaks to nobody but the process that started us, which is the same user and can do all that he can.
 */
const REFUSED = ['remote-debugging-port', 'remote-debugging-address', 'remote-allow-origins', 'disable-web-security'];

/** Call first. `--inspect` and NODE_OPTIONS are off by fuse. Returns the names of those that were there. */
export function refuseDebugSwitches(): readonly string[] {
  if (!app.isPackaged) return [];
  const given = REFUSED.filter((name) => app.commandLine.hasSwitch(name));
  for (const name of given) app.commandLine.removeSwitch(name);
  return given;
}
