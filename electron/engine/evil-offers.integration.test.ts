import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ManifestEntry } from '../../shared/model/manifest.ts';
import { MAX_COMPONENT_UNITS, MAX_DEPTH, MAX_PATH_BYTES } from '../../shared/protocol/constants.ts';
import { MESSAGE_TYPES } from '../../shared/protocol/messages.ts';
import { createIdentity } from './transport/identity.ts';
import { fileEntry, folderEntry } from './testing/entries.ts';
import { greetEvil, newTransferId, offerEvil, sendOffer, sha256, type EvilPeer } from './testing/evil-peer.ts';
import { describeTree, listPaths } from './testing/source-tree.ts';
import { startTestEngine, type TestEngine } from './testing/test-engine.ts';
import { NAME_GROUPS } from './storage/testing/name-corpus.ts';

async function startOffering(victim: TestEngine): Promise<EvilPeer> {
  const peer = await greetEvil(victim.port);
  peer.send({ type: 'offer', transferId: newTransferId() });
  return peer;
}

/** One page, whatever it holds: the codec would not send most of these. */
function sendPage(peer: EvilPeer, json: string): void {
  peer.sendFrame(MESSAGE_TYPES.manifest, json);
}

const entryJson = (...entry: readonly unknown[]): string => JSON.stringify({ entries: [entry] });

async function expectUntouched(victim: TestEngine): Promise<void> {
  expect((await victim.engine.snapshot()).offers).toEqual([]);
  expect((await victim.engine.snapshot()).transfers).toEqual([]);
  expect(await listPaths(victim.inboxDir)).toEqual([]);
}

describe('a manifest against the rules', () => {
  const BAD: Readonly<Record<string, readonly ManifestEntry[]>> = {
    'a path up': [fileEntry('../x', 1)],
    'a path up from inside': [folderEntry('a'), fileEntry('a/../../x', 1)],
    'an absolute path': [fileEntry('/etc/x', 1)],
    'an empty path': [fileEntry('', 1)],
    'a dot': [fileEntry('.', 1)],
    'two slashes': [folderEntry('a'), fileEntry('a//x', 1)],
    'a slash at the end': [folderEntry('a/')],
    'a NUL': [fileEntry('a\0.txt', 1)],
    'a path twice': [fileEntry('a', 1), fileEntry('a', 1)],
    'a file and a folder of one name': [folderEntry('a'), fileEntry('a', 1)],
    'a file under a file': [fileEntry('a', 1), fileEntry('a/b', 1)],
    'an entry without its folder': [fileEntry('a/b', 1)],
    'a folder after what is in it': [fileEntry('a/b', 1), folderEntry('a')],
    'a folder with a size': [{ ...folderEntry('a'), sizeBytes: 5 }],
    'not depth first': [folderEntry('a'), folderEntry('b'), fileEntry('a/x', 1)],
    'a component of 256 units': [fileEntry('x'.repeat(256), 1)],
    'a path of 4,097 bytes': [fileEntry('漢'.repeat(1_366), 1)],
    '65 levels': Array.from({ length: 65 }, (_, depth) =>
      folderEntry(Array.from({ length: depth + 1 }, () => 'd').join('/')),
    ),
    'sizes over 2^53 together': [fileEntry('a', Number.MAX_SAFE_INTEGER), fileEntry('b', 1)],
  };

  it('is refused with 104, and the user is not asked', async () => {
    const victim = await startTestEngine('Victim');
    for (const [what, entries] of Object.entries(BAD)) {
      const peer = await startOffering(victim);
      peer.send({ type: 'manifest', entries: [...entries] });
      peer.send({ type: 'manifest-end', entryCount: entries.length, totalBytes: entries.length });
      expect([what, (await peer.ended).closeCode]).toEqual([what, 104]);
    }
    await expectUntouched(victim);
  });

  it.each([
    ['fewer entries than told', 3, 2],
    ['more entries than told', 1, 2],
    ['other bytes than told', 2, 3],
  ])('is refused for totals that do not agree: %s', async (_, entryCount, totalBytes) => {
    const victim = await startTestEngine('Victim');
    const peer = await startOffering(victim);
    peer.send({ type: 'manifest', entries: [fileEntry('a', 1), fileEntry('b', 1)] });
    peer.send({ type: 'manifest-end', entryCount, totalBytes });
    expect((await peer.ended).closeCode).toBe(104);
    await expectUntouched(victim);
  });

  it('is refused with 102 for values that are no such values', async () => {
    const victim = await startTestEngine('Victim');
    const pages: Readonly<Record<string, string>> = {
      'a negative size': entryJson('a', 0, -1),
      'a size over 2^53': entryJson('a', 0, 2 ** 53),
      'half a byte': entryJson('a', 0, 0.5),
      'a size in words': entryJson('a', 0, '1'),
      'a size of 1e999': '{"entries":[["a",0,1e999]]}',
      'no time': entryJson('a'),
      'a size that is null': entryJson('a', 0, null),
      'executable in words': entryJson('a', 0, 1, 'yes'),
      'an entry that is an object': JSON.stringify({ entries: [fileEntry('a', 1)] }),
      'a path that is a list': entryJson(['a'], 0, 1),
      'half a surrogate pair': '{"entries":[["\\ud800",0,1]]}',
      'a time beyond all dates': entryJson('a', 9e15, 1),
      'no entries': '{"entries":[]}',
      'entries that are an object': '{"entries":{"0":{}}}',
      'a list instead of an object': '[]',
      'a hundred thousand brackets': '['.repeat(60_000),
    };
    for (const [what, json] of Object.entries(pages)) {
      const peer = await startOffering(victim);
      sendPage(peer, json);
      expect([what, (await peer.ended).closeCode]).toEqual([what, 102]);
    }
    await expectUntouched(victim);
  });

  it('pollutes nothing with __proto__ keys', async () => {
    const victim = await startTestEngine('Victim');
    const peer = await startOffering(victim);
    sendPage(
      peer,
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},' +
        '"entries":[["__proto__",0,1,true,{"__proto__":{"polluted":1}}]]}',
    );
    peer.send({ type: 'manifest-end', entryCount: 1, totalBytes: 1 });
    const offer = await victim.untilOffer();
    expect(({} as { readonly polluted?: unknown }).polluted).toBeUndefined();
    const { rows } = await victim.engine.offerEntries({ transferId: offer.transferId, offset: 0, limit: 10 });
    expect(rows).toMatchObject([{ path: '__proto__', sizeBytes: 1 }]);
    await victim.engine.accept(offer.transferId, []);
    peer.sendData('x');
    peer.send({ type: 'file-end', files: [[0, sha256('x')]] });
    peer.send({ type: 'stream-end' });
    await peer.next('receipt');
    expect(await listPaths(victim.inboxDir)).toEqual(['__proto__']);
  });

  it('is refused with 101 at the 200,001st entry', async () => {
    const victim = await startTestEngine('Victim');
    const peer = await startOffering(victim);
    for (let start = 0; start <= 200_000 && peer.socket.writable; start += 500) {
      const count = start === 200_000 ? 1 : 500;
      peer.send({ type: 'manifest', entries: Array.from({ length: count }, (_, n) => fileEntry(`${start + n}`, 1)) });
    }
    expect((await peer.ended).closeCode).toBe(101);
    await expectUntouched(victim);
  });

  it('is refused with 101 for 32 MiB of paths', async () => {
    const victim = await startTestEngine('Victim');
    const peer = await startOffering(victim);
    const long = (n: number): string => `${n}`.padStart(255, 'x');
    for (let start = 0; start < 140_000 && peer.socket.writable; start += 180) {
      peer.send({ type: 'manifest', entries: Array.from({ length: 180 }, (_, n) => fileEntry(long(start + n), 1)) });
    }
    expect((await peer.ended).closeCode).toBe(101);
    await expectUntouched(victim);
  });

  it('may be as large as allowed: 200,000 entries are an offer', async () => {
    const victim = await startTestEngine('Victim');
    const entries = [folderEntry('d'), ...Array.from({ length: 199_999 }, (_, n) => fileEntry(`d/${n}`, 1))];
    const peer = await greetEvil(victim.port);
    sendOffer(peer, entries);
    const offer = await victim.untilOffer();
    expect(offer).toMatchObject({ fileCount: 199_999, directoryCount: 1, entryCount: 200_000, totalBytes: 199_999 });
    const query = { transferId: offer.transferId, offset: 199_990, limit: 100 };
    expect((await victim.engine.offerEntries(query)).rows).toHaveLength(10);
  });
});

/** Folders and files as an honest sender would list them: only the names are evil. */
type Branch = Map<string, Branch | null>;

/** False: a name of this path is a file there already, or all of it is there. */
function graft(root: Branch, components: readonly string[]): boolean {
  const [name = '', ...rest] = components;
  const there = root.get(name);
  if (rest.length === 0) {
    if (there !== undefined) return false;
    root.set(name, null);
    return true;
  }
  if (there === null) return false;
  const branch: Branch = there ?? new Map<string, Branch | null>();
  root.set(name, branch);
  return graft(branch, rest);
}

function listBranch(branch: Branch, prefix = ''): ManifestEntry[] {
  return [...branch].flatMap(([name, below]) => {
    const path = prefix + name;
    return below === null ? [fileEntry(path, 4)] : [folderEntry(path), ...listBranch(below, `${path}/`)];
  });
}

/** Whether a manifest may hold it (PROTOCOL.md §5.1). */
function isLegal(path: string): boolean {
  const isGood = (name: string): boolean => name !== '' && name !== '.' && name !== '..' && !name.includes('\0');
  const names = path.split('/');
  const isShort = names.length <= MAX_DEPTH && Buffer.byteLength(path) <= MAX_PATH_BYTES;
  return path.isWellFormed() && isShort && names.every((name) => isGood(name) && name.length <= MAX_COMPONENT_UNITS);
}

describe('names that attack', () => {
  it.each(Object.entries(NAME_GROUPS))('never leave the inbox: %s', async (_, names) => {
    const victim = await startTestEngine('Victim');
    const home = dirname(victim.inboxDir);
    const before = (await readdir(home)).sort();
    const identity = await createIdentity();
    const tree: Branch = new Map();
    const refused = names.filter((name) => !isLegal(name) || !graft(tree, name.split('/')));
    for (const name of refused.filter((path) => !isLegal(path))) {
      const peer = await offerEvil(victim.port, [fileEntry(name, 4)], { identity });
      expect([name, (await peer.ended).closeCode]).toEqual([name, name.isWellFormed() ? 104 : 102]);
    }
    const entries = listBranch(tree);
    const files = [...entries.entries()].filter(([, { kind }]) => kind === 'file').map(([index]) => index);
    if (files.length > 0) await receiveAll(victim, entries, files);
    await victim.stop();

    expect((await readdir(home)).sort()).toEqual(before);
    // as many files and folders as were sent, each under a name of its own; no link, no device, no staging
    const arrived = Object.values(await describeTree(victim.inboxDir)).map((what) => what.split(' ')[0]);
    const evil = sha256('evil');
    expect(arrived.filter((what) => what === evil)).toHaveLength(files.length);
    expect(arrived.filter((what) => what === 'folder')).toHaveLength(entries.length - files.length);
    expect(arrived).toHaveLength(entries.length);
  });
});

async function receiveAll(victim: TestEngine, entries: readonly ManifestEntry[], files: readonly number[]) {
  const peer = await offerEvil(victim.port, entries);
  await victim.untilOffer();
  await victim.engine.accept(peer.transferId, []);
  peer.sendData('evil'.repeat(files.length));
  peer.send({ type: 'file-end', files: files.map((index) => [index, sha256('evil')] as [number, string]) });
  peer.send({ type: 'stream-end' });
  expect(await peer.next('receipt')).toMatchObject({ filesDone: files.length });
}
