import { app, type Session, type WebContents } from 'electron';
import { APP_ORIGIN } from './app-origin.ts';
import type { WriteLog } from './log.ts';

/** Every web page this app ever has: it stays where it is and opens nothing. Call before the first window. */
export function setupSecurity(log: WriteLog): void {
  // root (a build machine) can only start with --no-sandbox, and with both Chromium's helpers die at once
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  app.on('web-contents-created', (_event, contents) => harden(contents, log));
}

/** Nothing is permitted, and nothing but our own page is loaded. */
export function hardenSession(session: Session, log: WriteLog): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => event.preventDefault());
  // beside the page's CSP: whatever Chromium wants to fetch by itself stays unfetched, too
  session.webRequest.onBeforeRequest((request, answer) => {
    const isOurs = request.url.startsWith(`${APP_ORIGIN}/`) || /^(?:blob|devtools|data):/.test(request.url);
    if (!isOurs) log('security', { level: 'warn', message: 'request refused', facts: { url: request.url } });
    answer({ cancel: !isOurs });
  });
}

function harden(contents: WebContents, log: WriteLog): void {
  const refuse = (what: string, url: string): void =>
    log('security', { level: 'warn', message: `${what} refused`, facts: { url } });
  function refuseNavigation(event: { readonly url: string; preventDefault(): void }): void {
    event.preventDefault();
    refuse('navigation', event.url);
  }
  contents.on('will-navigate', refuseNavigation);
  contents.on('will-frame-navigate', refuseNavigation);
  contents.on('will-redirect', refuseNavigation);
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    refuse('webview', '');
  });
  contents.setWindowOpenHandler(({ url }) => {
    refuse('window', url);
    return { action: 'deny' };
  });
}
