// Once per project: makes the release key. The private half goes to a safe place, never into the repository.
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';

const file = process.argv[2];
if (file === undefined || existsSync(file)) {
  process.stderr.write('usage: node tools/feed/make-key.mjs NEW-FILE.pem\n');
  process.exit(2);
}
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' });
const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
process.stdout.write(`MAIN_VITE_UPDATE_KEY=${key}\n`);
