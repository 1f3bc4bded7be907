// The least an Electron app can be: one window with one line. What Lanyard costs is measured against it.
import { join } from 'node:path';
import { app, BrowserWindow } from 'electron';

const DRAWN = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))';

async function open() {
  const window = new BrowserWindow({ width: 1040, height: 760, show: false });
  window.once('ready-to-show', () => window.show());
  await window.loadFile(join(import.meta.dirname, 'index.html'));
  await window.webContents.executeJavaScript(DRAWN);
  process.stdout.write('bench: usable\n');
}

void app.whenReady().then(open);
