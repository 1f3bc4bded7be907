import { randomBytes } from 'node:crypto';
import { lstat, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Offer, Standing } from '../../shared/model/offer.ts';
import { fileEntry } from './testing/entries.ts';
import { offerEvil, sha256 } from './testing/evil-peer.ts';
import { makeAlbum, makeFile, rowsOf } from './testing/sources.ts';
import { describeTree, listPaths, makeTree } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startPair, startStrangers, startTestEngine, type TestEngine } from './testing/test-engine.ts';
import { expectNoLeftovers, offer, sendAll, untilBothEnded } from './testing/transfers.ts';

const comparing = () => startPair({}, { existingNames: 'skip-identical' });

function untilCompared(receiver: TestEngine): Promise<Offer> {
  return receiver.until(({ offers }) => offers.find(({ comparison }) => comparison.state === 'done'));
}

async function standingsOf({ engine }: TestEngine, { transferId }: Offer): Promise<Readonly<Record<string, Standing>>> {
  const { rows } = await engine.offerEntries({ transferId, offset: 0, limit: 1_000 });
  return Object.fromEntries(rows.map(({ path, standing }) => [path, standing]));
}

describe('an offer', () => {
  it('is compared with what is there before anybody answers, and only the rest is sent', async () => {
    const pair = await comparing();
    const { sender, receiver } = pair;
    const album = await makeAlbum();
    await sendAll(pair, [album]);
    const before = await describeTree(receiver.inboxDir);
    await writeFile(join(album, 'new.txt'), 'new');
    await writeFile(join(album, 'film.mp4'), 'another film');
    const { sizeBytes: total } = await sizeOf(album);

    const id = await offer(pair, [album]);
    const compared = await untilCompared(receiver);
    expect(compared.comparison).toMatchObject({ candidateCount: 199, comparedCount: 199, identicalCount: 199 });
    expect(compared.comparison).toMatchObject({ differentCount: 1, comparedBytes: compared.comparison.candidateBytes });
    expect(compared.existingCount).toBe(1);
    const standings = await standingsOf(receiver, compared);
    expect(standings).toMatchObject({ album: 'new', 'album/new.txt': 'new', 'album/film.mp4': 'different' });
    expect(Object.values(standings).filter((standing) => standing === 'identical')).toHaveLength(199);

    const bytesBefore = total - 'new'.length - 'another film'.length;
    let lowest = Infinity;
    sender.onEvent((event) => {
      if (event.type !== 'transfers') return;
      for (const { id: changed, state, bytesDone } of event.transfers) {
        if (changed === id && state === 'active') lowest = Math.min(lowest, bytesDone);
      }
    });
    await receiver.engine.accept(id, []);
    const { sent, received } = await untilBothEnded(pair, id);
    expect(sent).toMatchObject({ state: 'done', filesDone: 201, bytesDone: total, report: { wasThere: 199 } });
    expect(received).toMatchObject({ state: 'done', filesDone: 201, bytesDone: total, report: { wasThere: 199 } });
    // what is there counts from the first moment on
    expect(lowest).toBeGreaterThanOrEqual(bytesBefore);
    const after = await describeTree(receiver.inboxDir);
    const added = Object.keys(after).filter((path) => !(path in before));
    expect(added.sort()).toEqual(['album/film (1).mp4', 'album/new.txt']);
    for (const end of [sender, receiver]) {
      for (const { kind, sha256: hash } of await rowsOf(end, id)) if (kind === 'file') expect(hash).toHaveLength(64);
    }
    await expectNoLeftovers(receiver);
  });

  it('moves not one byte when all of it is there, and waits for that when it is accepted at once', async () => {
    const pair = await comparing();
    const source = await makeFile('film.mp4', randomBytes(20_000_000));
    const there = join(pair.receiver.inboxDir, 'film.mp4');
    await writeFile(there, await readFile(source));
    const before = await lstat(there);
    const { sent, received } = await sendAll(pair, [source]);
    const nothingCame = { state: 'done', filesDone: 1, report: { wasThere: 1 } };
    expect([sent, received]).toMatchObject([nothingCame, nothingCame]);
    expect(await lstat(there)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
    expect(await listPaths(pair.receiver.inboxDir)).toEqual(['film.mp4']);
  });

  it('is not believed to be there any more when the file there was changed or removed since', async () => {
    const pair = await comparing();
    const { inboxDir } = pair.receiver;
    const source = await makeTempDir();
    await makeTree(source, { 'd/a': 'same a', 'd/b': 'same b', 'd/c': 'same c' });
    await makeTree(inboxDir, { 'd/a': 'same a', 'd/b': 'same b', 'd/c': 'same c' });
    const id = await offer(pair, [join(source, 'd')]);
    expect((await untilCompared(pair.receiver)).comparison.identicalCount).toBe(3);
    await rm(join(inboxDir, 'd/a'));
    await writeFile(join(inboxDir, 'd/b'), 'my own');
    await pair.receiver.engine.accept(id, []);
    const { received } = await untilBothEnded(pair, id);
    expect(received).toMatchObject({ state: 'done', filesDone: 3, report: { wasThere: 1 } });
    expect((await listPaths(inboxDir)).sort()).toEqual(['d', 'd/a', 'd/b', 'd/b (1)', 'd/c']);
    expect(await readFile(join(inboxDir, 'd/b'), 'utf8')).toBe('my own');
    expect(await readFile(join(inboxDir, 'd/b (1)'), 'utf8')).toBe('same b');
  });

  it('is compared anew when another folder is chosen, and not at all when everything is kept', async () => {
    const pair = await startPair({}, { existingNames: 'ask' });
    const { engine, inboxDir } = pair.receiver;
    const other = await makeTempDir();
    await writeFile(join(inboxDir, 'a.txt'), 'same');
    await writeFile(join(other, 'a.txt'), 'else');
    const id = await offer(pair, [await makeFile('a.txt', 'same')]);
    expect((await untilCompared(pair.receiver)).comparison).toMatchObject({ identicalCount: 1, differentCount: 0 });
    await engine.setDestination(id, other);
    const there = await pair.receiver.until(({ offers }) => offers.find(({ comparison }) => comparison.differentCount));
    expect(there.comparison).toMatchObject({ identicalCount: 0, differentCount: 1 });
    await engine.setDestination(id, inboxDir);
    await engine.accept(id, [], 'keep-both');
    await untilBothEnded(pair, id);
    expect((await listPaths(inboxDir)).sort()).toEqual(['a (1).txt', 'a.txt']);
  });

  it('of a file that cannot be read at the sender any more is not taken for what is there', async () => {
    const pair = await startPair({}, { existingNames: 'ask' });
    const { engine, inboxDir } = pair.receiver;
    const there = await makeTempDir();
    await writeFile(join(there, 'a.txt'), 'same');
    const source = await makeFile('a.txt', 'same');
    const id = await offer(pair, [source]);
    await utimes(source, 1, 1);
    await engine.setDestination(id, there);
    expect((await untilCompared(pair.receiver)).comparison).toMatchObject({ identicalCount: 0, differentCount: 1 });
    await engine.accept(id, []);
    const { sent } = await untilBothEnded(pair, id);
    expect(sent).toMatchObject({ state: 'failed', error: { code: 'TRANSFER_SOURCE_CHANGED' } });
    expect(await listPaths(inboxDir)).toEqual([]);
    expect(await listPaths(there)).toEqual(['a.txt']);
  });
});

async function sizeOf(directory: string): Promise<{ readonly sizeBytes: number }> {
  const paths = await listPaths(directory);
  const all = await Promise.all(paths.map((path) => lstat(join(directory, path))));
  return { sizeBytes: all.filter((one) => one.isFile()).reduce((sum, { size }) => sum + size, 0) };
}

describe('a sender that lies about hashes', () => {
  async function startAsked() {
    const victim = await startTestEngine('Victim', { existingNames: 'skip-identical' });
    await writeFile(join(victim.inboxDir, 'a.txt'), 'mine');
    const peer = await offerEvil(victim.port, [fileEntry('a.txt', 4), fileEntry('b.txt', 4)]);
    await victim.until(({ offers }) => offers.find(({ existingCount }) => existingCount === 1));
    // nobody tells a stranger what is here before the user has agreed to that
    const accepting = victim.engine.accept(peer.transferId, [[1, 1]]);
    return { victim, peer, accepting, query: await peer.next('hash-query') };
  }

  it('is asked for those of files that are there only, and not again', async () => {
    const { query } = await startAsked();
    expect(query).toMatchObject({ indexes: [0] });
  });

  it.each([
    ['that nobody asked for', [[1, sha256('x')]]],
    [
      'twice',
      [
        [0, sha256('x')],
        [0, sha256('x')],
      ],
    ],
    ['of what it did not offer', [[7, null]]],
  ] as const)('is closed with 102 for a hash %s', async (_, files) => {
    const { peer } = await startAsked();
    peer.send({ type: 'hashes', files: files.map(([index, hash]): [number, string | null] => [index, hash]) });
    expect(await peer.next('close')).toMatchObject({ code: 102 });
  });

  it('harms only itself: what is there stays', async () => {
    const { victim, peer } = await startAsked();
    peer.send({ type: 'hashes', files: [[0, sha256('mine')]] });
    expect(await peer.next('answer')).toMatchObject({ settled: [[0, 0]] });
    peer.send({ type: 'stream-end' });
    await peer.next('receipt');
    expect(await readFile(join(victim.inboxDir, 'a.txt'), 'utf8')).toBe('mine');
  });

  it('that never answers can be declined while the user waits', async () => {
    const { victim, peer, accepting } = await startAsked();
    await victim.until(({ offers }) => offers.find(({ isAccepting }) => isAccepting));
    await victim.engine.decline(peer.transferId);
    await accepting;
    expect(await peer.next('answer')).toMatchObject({ accepted: false });
    expect(await listPaths(victim.inboxDir)).toEqual(['a.txt']);
  });
});

describe('a stranger', () => {
  it('learns nothing of what is here before the user has said yes, neither names nor room', async () => {
    const victim = await startTestEngine('Victim', { existingNames: 'skip-identical' });
    await writeFile(join(victim.inboxDir, 'a.txt'), 'mine');
    const peer = await offerEvil(victim.port, [fileEntry('a.txt', 4), fileEntry('huge', 2 ** 50)]);
    const { problem } = await victim.until(({ offers }) => offers.find(({ existingCount }) => existingCount === 1));
    expect(problem?.shortBytes).toBeLessThan(2 ** 50);
    // as much as the offer asks for, in round numbers
    expect(await peer.next('notice')).toMatchObject({ code: 400, shortBytes: 2 ** 50 });
    await victim.engine.decline(peer.transferId);
    await peer.next('answer');
    expect(peer.heard.map(({ type }) => type)).not.toContain('hash-query');
  });

  it('sends what is here already not again, once the user has said yes', async () => {
    const pair = await startStrangers({ existingNames: 'skip-identical' });
    const { inboxDir } = pair.receiver;
    const source = await makeTempDir();
    await makeTree(source, { 'd/a': 'same a', 'd/b': 'other' });
    await makeTree(inboxDir, { 'd/a': 'same a' });
    const { received } = await sendAll(pair, [join(source, 'd')]);
    expect(received).toMatchObject({ state: 'done', filesDone: 2, report: { wasThere: 1 } });
    expect((await listPaths(inboxDir)).sort()).toEqual(['d', 'd/a', 'd/b']);
  });
});
