import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTempDir } from '../testing/temp-dir.ts';
import { createIdentity, loadIdentity } from './identity.ts';

const damage: [string, (stored: { privateKeyPem: string; certificatePem: string }) => Promise<object>][] = [
  ['a certificate that is none', (stored) => Promise.resolve({ ...stored, certificatePem: 'damaged' })],
  [
    'a certificate with bytes changed',
    (stored) => Promise.resolve({ ...stored, certificatePem: stored.certificatePem.replace('MII', 'AAA') }),
  ],
  [
    'a certificate that ends in the middle',
    (stored) => Promise.resolve({ ...stored, certificatePem: stored.certificatePem.slice(0, 90) }),
  ],
  ['a key that is none', (stored) => Promise.resolve({ ...stored, privateKeyPem: 'damaged' })],
  ['an empty key', (stored) => Promise.resolve({ ...stored, privateKeyPem: '' })],
  ['the key of another', async (stored) => ({ ...stored, privateKeyPem: (await createIdentity()).privateKeyPem })],
  ['no key at all', ({ certificatePem }) => Promise.resolve({ certificatePem })],
];

describe('loadIdentity()', () => {
  it('gives the same one again', async () => {
    const dataDir = await makeTempDir();
    const first = await loadIdentity(dataDir);
    expect(first.isReplaced).toBe(false);
    expect(await loadIdentity(dataDir)).toEqual(first);
  });

  it.each(damage)('puts %s aside, makes a new one and says so', async (_what, change) => {
    const dataDir = await makeTempDir();
    const file = join(dataDir, 'identity.json');
    const first = await loadIdentity(dataDir);
    const stored = JSON.parse(await readFile(file, 'utf8')) as { privateKeyPem: string; certificatePem: string };
    const damaged = JSON.stringify(await change(stored));
    await writeFile(file, damaged);
    const second = await loadIdentity(dataDir);
    expect(second.peerId).not.toBe(first.peerId);
    expect(second.isReplaced).toBe(true);
    expect((await readdir(dataDir)).sort()).toEqual(['identity.json', 'identity.json.broken-1']);
    expect(await readFile(`${file}.broken-1`, 'utf8')).toBe(damaged);
    expect(await loadIdentity(dataDir)).toEqual({ ...second, isReplaced: false });
  });
});
