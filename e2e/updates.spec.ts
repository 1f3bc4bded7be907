import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { access, chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { signFeed } from '../tools/feed/feed-signature.mjs';
import { expect, test } from './support/lanyard-test.ts';
import type { LaunchedApp } from './support/launch-app.ts';

const ours = generateKeyPairSync('ed25519');
const theirs = generateKeyPairSync('ed25519');
const publicKey = ours.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');

/** A release server on loopback with one version, and what was asked of it. */
interface FeedServer {
  readonly url: string;
  readonly asked: { readonly path: string; readonly headers: Readonly<Record<string, unknown>> }[];
  stop(): Promise<void>;
}

interface Release {
  readonly version: string;
  readonly file: Buffer;
  readonly signedBy: KeyObject;
  /** What the feed says the file is. Default: what it is. */
  readonly claimed?: Buffer;
}

async function startFeed({ version, file, signedBy, claimed = file }: Release): Promise<FeedServer> {
  const name = `Lanyard-${version}.AppImage`;
  const sha512 = createHash('sha512').update(claimed).digest('base64');
  const feed = Buffer.from(
    [
      `version: ${version}`,
      'files:',
      `  - url: ${name}`,
      `    sha512: ${sha512}`,
      `    size: ${file.length}`,
      `path: ${name}`,
      `sha512: ${sha512}`,
      `releaseDate: '2026-11-21T00:00:00.000Z'`,
      '',
    ].join('\n'),
  );
  const files = new Map<string, Buffer | string>([
    ['/latest-linux.yml', feed],
    ['/latest-linux.yml.sig', signFeed(feed, signedBy)],
    [`/${name}`, file],
  ]);
  const asked: FeedServer['asked'] = [];
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    asked.push({ path, headers: request.headers });
    const body = files.get(path);
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // a server that listens on TCP has such an address
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An "AppImage" whose only deed is to leave its version behind. */
function program(marker: string, version: string): Buffer {
  return Buffer.from(`#!/bin/sh\necho ${version} > '${marker}'\n`);
}

const stateOf = async (app: LaunchedApp) => (await app.snapshot()).update;

async function call(app: LaunchedApp, name: 'checkForUpdates' | 'downloadUpdate' | 'restartToUpdate') {
  return (await app.api()).evaluate((lanyard, method) => lanyard[method](), name);
}

test.describe('updates', () => {
  test.skip(process.platform !== 'linux', 'the installers of other systems are signed by those systems');

  let feed: FeedServer | null = null;
  test.afterEach(async () => {
    await feed?.stop();
    feed = null;
  });

  test('are found, fetched and put in place when the user says so', async ({ launchApp, folder }) => {
    const installed = join(folder, 'Lanyard.AppImage');
    const marker = join(folder, 'started');
    await writeFile(installed, program(marker, '0.0.1'));
    await chmod(installed, 0o755);
    await mkdir(join(folder, 'cache'));
    feed = await startFeed({ version: '99.0.0', file: program(marker, '99.0.0'), signedBy: ours.privateKey });
    const environment = { APPIMAGE: installed, XDG_CACHE_HOME: join(folder, 'cache') };
    const app = await launchApp({
      env: { LANYARD_UPDATE_URL: feed.url, LANYARD_UPDATE_KEY: publicKey, ...environment },
    });

    expect(feed.asked).toEqual([]);
    await call(app, 'checkForUpdates');
    expect(await stateOf(app)).toEqual({ kind: 'available', version: '99.0.0' });
    expect(feed.asked.map(({ path }) => path).sort()).toEqual(['/latest-linux.yml', '/latest-linux.yml.sig']);
    await call(app, 'downloadUpdate');
    expect(await stateOf(app)).toEqual({ kind: 'ready', version: '99.0.0' });
    expect(await readFile(installed, 'utf8')).toContain('0.0.1');
    // nobody is told which installation asks
    expect(feed.asked.map(({ headers }) => headers['x-user-staging-id'] ?? '0').every((id) => id === '0')).toBe(true);

    const exited = once(app.app.process(), 'exit');
    void call(app, 'restartToUpdate').catch(() => undefined);
    await exited;
    await expect.poll(() => readFile(marker, 'utf8').catch(() => '')).toBe('99.0.0\n');
    expect(await readFile(installed, 'utf8')).toContain('99.0.0');
  });

  test('that somebody else signed are not even fetched', async ({ launchApp }) => {
    feed = await startFeed({ version: '99.0.0', file: Buffer.from('evil'), signedBy: theirs.privateKey });
    const app = await launchApp({ env: { LANYARD_UPDATE_URL: feed.url, LANYARD_UPDATE_KEY: publicKey } });
    await call(app, 'checkForUpdates');
    expect(await stateOf(app)).toEqual({ kind: 'failed', error: { code: 'UPDATE_UNTRUSTED', at: 'here' } });
    expect(feed.asked.map(({ path }) => path).filter((path) => path.endsWith('.AppImage'))).toEqual([]);
  });

  test('whose file is not the signed one are thrown away', async ({ launchApp, folder }) => {
    const claimed = Buffer.from('good');
    feed = await startFeed({ version: '99.0.0', file: Buffer.from('evil'), claimed, signedBy: ours.privateKey });
    const environment = { APPIMAGE: join(folder, 'Lanyard.AppImage'), XDG_CACHE_HOME: folder };
    await writeFile(environment.APPIMAGE, 'old');
    const app = await launchApp({
      env: { LANYARD_UPDATE_URL: feed.url, LANYARD_UPDATE_KEY: publicKey, ...environment },
    });
    await call(app, 'checkForUpdates');
    await call(app, 'downloadUpdate');
    expect(await stateOf(app)).toEqual({ kind: 'failed', error: { code: 'UPDATE_UNTRUSTED', at: 'here' } });
    await expect(access(join(folder, 'lanyard-unpackaged-updater/pending/Lanyard-99.0.0.AppImage'))).rejects.toThrow();
    expect(await readFile(environment.APPIMAGE, 'utf8')).toBe('old');
  });

  test('that are older are none', async ({ launchApp }) => {
    feed = await startFeed({ version: '0.0.1', file: Buffer.from('old'), signedBy: ours.privateKey });
    const app = await launchApp({ env: { LANYARD_UPDATE_URL: feed.url, LANYARD_UPDATE_KEY: publicKey } });
    await call(app, 'checkForUpdates');
    expect(await stateOf(app)).toMatchObject({ kind: 'idle' });
  });

  test('are said to be out of reach when the server is', async ({ launchApp }) => {
    const gone = await startFeed({ version: '1.0.0', file: Buffer.from(''), signedBy: ours.privateKey });
    await gone.stop();
    const app = await launchApp({ env: { LANYARD_UPDATE_URL: gone.url, LANYARD_UPDATE_KEY: publicKey } });
    await call(app, 'checkForUpdates');
    expect(await stateOf(app)).toEqual({ kind: 'failed', error: { code: 'UPDATE_UNREACHABLE', at: 'here' } });
  });

  test('are off without a feed', async ({ launchApp }) => {
    const app = await launchApp();
    await call(app, 'checkForUpdates');
    expect(await stateOf(app)).toEqual({ kind: 'off' });
  });
});
