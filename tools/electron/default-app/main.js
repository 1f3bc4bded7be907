// What Electron's own default app does, as far as Lanyard needs it: runs the app named on the command line,
//   electron [-r module]... [--switches] <app folder> [--switches and arguments]
// Only for the fallback Electron, whose package comes without one. Playwright hands its loader in by `-r`.
import { app } from 'electron';
import { readFileSync } from 'node:fs';
import { Module } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

function readCommandLine(args) {
  const preloads = [];
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '-r' || args[i] === '--require') preloads.push(args[++i]);
    else if (!args[i].startsWith('-')) return { preloads, folder: resolve(args[i]) };
  }
  return { preloads, folder: null };
}

function takeIdentityOf(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  app.setAppPath(folder);
  app.setVersion(manifest.version);
  app.setName(manifest.productName ?? manifest.name);
  if (manifest.desktopName) app.setDesktopName(manifest.desktopName);
  return join(folder, manifest.main);
}

const { preloads, folder } = readCommandLine(process.argv.slice(1));
if (folder === null) {
  console.error('usage: electron <app folder>');
  process.exit(1);
}
Object.defineProperty(process, 'defaultApp', { enumerable: true, value: true });
Module._preloadModules(preloads);
// Awaited at the top level: Electron is `ready` only after the app's own first lines have run
await import(pathToFileURL(takeIdentityOf(folder)).href);
