// After npm run dist: signs latest*.yml in release/ with the release key, so that installed apps believe it.
import { createPrivateKey } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { inRoot } from '../process/project-root.mjs';
import { signFeed } from './feed-signature.mjs';

const keyFile = process.env['LANYARD_RELEASE_KEY'];
if (keyFile === undefined) {
  process.stderr.write('LANYARD_RELEASE_KEY must name the file of the private release key.\n');
  process.exit(2);
}
const key = createPrivateKey(readFileSync(keyFile));
const feeds = readdirSync(inRoot('release')).filter((name) => /^latest.*\.yml$/.test(name));
if (feeds.length === 0) {
  process.stderr.write(
    'There is no latest*.yml in release/: build with MAIN_VITE_UPDATE_URL and MAIN_VITE_UPDATE_KEY set.\n',
  );
  process.exit(1);
}
for (const name of feeds) {
  writeFileSync(inRoot('release', `${name}.sig`), signFeed(readFileSync(inRoot('release', name)), key));
  process.stdout.write(`${name}.sig\n`);
}
