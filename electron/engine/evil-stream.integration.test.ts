import { readdir } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ManifestEntry } from '../../shared/model/manifest.ts';
import type { IndexRange } from '../../shared/model/offer.ts';
import { MAX_DATA_BYTES } from '../../shared/protocol/constants.ts';
import { MESSAGE_TYPES } from '../../shared/protocol/messages.ts';
import { fileEntry, folderEntry } from './testing/entries.ts';
import { greetEvil, newTransferId, offerEvil, sha256, type EvilPeer } from './testing/evil-peer.ts';
import { describeTree, listPaths } from './testing/source-tree.ts';
import { startTestEngine, type TestEngine } from './testing/test-engine.ts';
import { expectNoLeftovers, untilMoving, untilState } from './testing/transfers.ts';

interface Attack {
  readonly victim: TestEngine;
  readonly peer: EvilPeer & { readonly transferId: ReturnType<typeof newTransferId> };
}

/** An offer that the user has accepted, all but `skip`. */
async function startAccepted(entries: readonly ManifestEntry[], skip: readonly IndexRange[] = []): Promise<Attack> {
  const victim = await startTestEngine('Victim');
  const peer = await offerEvil(victim.port, entries);
  await victim.untilOffer();
  await victim.engine.accept(peer.transferId, skip);
  await peer.next('answer');
  return { victim, peer };
}

/** Closed with `code`, the transfer failed for that reason, and nothing but `kept` stands in the inbox. */
async function expectRefused({ victim, peer }: Attack, code: number, kept: readonly string[] = []): Promise<void> {
  expect((await peer.ended).closeCode).toBe(code);
  const { state, error } = await victim.untilEnded(peer.transferId);
  expect(state).toBe('failed');
  expect(error?.code).toMatch(/^PROTOCOL_/);
  await expectNoLeftovers(victim);
  expect((await listPaths(victim.inboxDir)).sort()).toEqual(kept);
}

const end = (peer: EvilPeer, ...files: [index: number, sha256: string][]): void =>
  peer.send({ type: 'file-end', files });

describe('a stream that is not what was agreed', () => {
  it('is refused when it has bytes beyond the last file', async () => {
    const attack = await startAccepted([fileEntry('a', 3)]);
    attack.peer.sendData('abcd');
    await expectRefused(attack, 103);
  });

  it('is refused when it has bytes and only folders were accepted', async () => {
    const attack = await startAccepted([folderEntry('a'), fileEntry('a/b', 3)], [[1, 1]]);
    attack.peer.sendData('a');
    await expectRefused(attack, 103);
  });

  it('is refused when it has bytes for files that were not accepted', async () => {
    const attack = await startAccepted([fileEntry('a', 3), fileEntry('b', 3)], [[1, 1]]);
    attack.peer.sendData('abc');
    end(attack.peer, [0, sha256('abc')]);
    await attack.peer.next('result');
    attack.peer.sendData('def');
    await expectRefused(attack, 103, ['a']);
  });

  it.each([
    ['a file that was skipped', 1],
    ['a folder', 2],
    ['an index that is not in the manifest', 77],
    ['the largest index there is', Number.MAX_SAFE_INTEGER],
    ['a file whose bytes are still missing', 3],
  ])('is refused for a FILE-END of %s', async (_, index) => {
    const entries = [fileEntry('a', 3), fileEntry('b', 0), folderEntry('c'), fileEntry('d', 3)];
    const attack = await startAccepted(entries, [[1, 1]]);
    attack.peer.sendData('abcd');
    end(attack.peer, [index, sha256('')]);
    // the accepted folder was made, and is taken away again
    await expectRefused(attack, 103);
  });

  it('is refused for a second FILE-END of a file', async () => {
    const attack = await startAccepted([fileEntry('a', 3), fileEntry('b', 3)]);
    attack.peer.sendData('abc');
    end(attack.peer, [0, sha256('abc')], [0, sha256('abc')]);
    expect((await attack.peer.ended).closeCode).toBe(103);
  });

  it('is refused for DATA while a FILE-END is due', async () => {
    const attack = await startAccepted([fileEntry('a', 3), fileEntry('b', 3)]);
    attack.peer.sendData('abc');
    attack.peer.sendData('def');
    await expectRefused(attack, 103);
  });

  it.each([
    ['before its turn', 1],
    ['for a folder', 2],
    ['for an index that is not in the manifest', 99],
  ])('is refused for FILE-FAILED %s', async (_, index) => {
    const attack = await startAccepted([fileEntry('a', 3), fileEntry('b', 3), folderEntry('c')]);
    attack.peer.send({ type: 'file-failed', index, code: 303 });
    await expectRefused(attack, 103);
  });

  it('is refused for FILE-FAILED of a file that has ended', async () => {
    const attack = await startAccepted([fileEntry('a', 3), fileEntry('b', 3)]);
    attack.peer.sendData('abc');
    end(attack.peer, [0, sha256('abc')]);
    await attack.peer.next('result');
    attack.peer.send({ type: 'file-failed', index: 0, code: 303 });
    await expectRefused(attack, 103, ['a']);
  });

  it.each([
    ['nothing was sent', ''],
    ['a byte is missing', 'ab'],
    ['a FILE-END is missing', 'abc'],
  ])('is refused when it ends early: %s', async (_, bytes) => {
    const attack = await startAccepted([fileEntry('a', 3), fileEntry('empty', 0)]);
    if (bytes !== '') attack.peer.sendData(bytes);
    attack.peer.send({ type: 'stream-end' });
    await expectRefused(attack, 103);
  });

  it.each([
    ['an empty DATA', MESSAGE_TYPES.data, 0, 100],
    ['a DATA over 1 MiB', MESSAGE_TYPES.data, MAX_DATA_BYTES + 1, 101],
    ['a DATA of 4 GiB', MESSAGE_TYPES.data, 0xffff_ffff, 101],
    ['a FILE-END over 64 KiB', MESSAGE_TYPES['file-end'], 65_537, 101],
  ])('is refused for %s', async (_, type, lengthBytes, code) => {
    const attack = await startAccepted([fileEntry('a', 8 * MAX_DATA_BYTES)]);
    attack.peer.sendFrame(type, '', lengthBytes);
    await expectRefused(attack, code);
  });

  it('is refused for a hash that is none', async () => {
    const attack = await startAccepted([fileEntry('a', 3)]);
    attack.peer.sendData('abc');
    end(attack.peer, [0, sha256('abc').toUpperCase()]);
    await expectRefused(attack, 102);
  });

  it('shows nothing when the peer is cut off in the middle of a file, and leaves nothing when it is given up', async () => {
    const { victim, peer } = await startAccepted([fileEntry('a', 8 * MAX_DATA_BYTES)]);
    peer.sendData(randomBytes(MAX_DATA_BYTES));
    await untilMoving(victim, peer.transferId);
    peer.destroy();
    expect(await untilState(victim, peer.transferId, 'waiting')).toMatchObject({ error: { code: 'PEER_CLOSED' } });
    expect((await readdir(victim.inboxDir)).filter((name) => !name.startsWith('.lanyard-'))).toEqual([]);
    await victim.engine.cancel(peer.transferId);
    await expectNoLeftovers(victim);
    expect(await listPaths(victim.inboxDir)).toEqual([]);
  });
});

describe('a file whose hash is wrong', () => {
  it.each([3, 400_000])('is not kept: %i bytes', async (sizeBytes) => {
    const { victim, peer } = await startAccepted([fileEntry('bad', sizeBytes)]);
    peer.sendData(Buffer.alloc(sizeBytes, 'x'));
    end(peer, [0, sha256('something else')]);
    expect(await peer.next('result')).toMatchObject({ files: [[0, 301]] });
    peer.send({ type: 'stream-end' });
    expect(await peer.next('receipt')).toMatchObject({ filesDone: 0, bytesDone: 0 });
    const received = await victim.untilEnded(peer.transferId);
    expect(received).toMatchObject({ state: 'failed', error: { code: 'TRANSFER_HASH_MISMATCH', at: 'here' } });
    expect(received).toMatchObject({ bytesDone: 0, bytesTotal: 0, filesFailed: 1, canShow: false });
    await expectNoLeftovers(victim);
    expect(await listPaths(victim.inboxDir)).toEqual([]);
  });

  it('does not take the others with it', async () => {
    const { victim, peer } = await startAccepted([fileEntry('a', 3), fileEntry('bad', 400_000), fileEntry('c', 3)]);
    peer.sendData('abc' + 'x'.repeat(400_000) + 'def');
    end(peer, [0, sha256('abc')], [1, sha256('no')], [2, sha256('def')]);
    peer.send({ type: 'stream-end' });
    expect(await peer.next('receipt')).toMatchObject({ filesDone: 2, bytesDone: 6 });
    const end2 = { state: 'partial', filesDone: 2, filesFailed: 1, bytesDone: 6, bytesTotal: 6 };
    expect(await victim.untilEnded(peer.transferId)).toMatchObject(end2);
    expect((await listPaths(victim.inboxDir)).sort()).toEqual(['a', 'c']);
  });
});

describe('a stream cut in odd ways', () => {
  it('arrives when every byte comes alone', async () => {
    const { victim, peer } = await startAccepted([folderEntry('d'), fileEntry('d/a', 300), fileEntry('d/b', 0)]);
    const bytes = randomBytes(300);
    for (const byte of bytes) peer.sendData(Buffer.from([byte]));
    end(peer, [1, sha256(bytes)], [2, sha256('')]);
    peer.send({ type: 'stream-end' });
    await peer.next('receipt');
    expect(await victim.untilEnded(peer.transferId)).toMatchObject({ state: 'done', bytesDone: 300, filesDone: 2 });
    expect((await describeTree(victim.inboxDir))['d/a']).toContain(sha256(bytes));
  });

  it('takes FILE-FAILED for a file that has all its bytes already', async () => {
    const { victim, peer } = await startAccepted([fileEntry('big', 3 * MAX_DATA_BYTES), fileEntry('b', 3)]);
    for (let frame = 0; frame < 3; frame++) peer.sendData(randomBytes(MAX_DATA_BYTES));
    peer.send({ type: 'file-failed', index: 0, code: 302 });
    peer.sendData('abc');
    end(peer, [1, sha256('abc')]);
    peer.send({ type: 'stream-end' });
    expect(await peer.next('receipt')).toMatchObject({ filesDone: 1, bytesDone: 3 });
    const ended = { state: 'partial', bytesDone: 3, bytesTotal: 3, filesDone: 1, filesFailed: 1 };
    expect(await victim.untilEnded(peer.transferId)).toMatchObject(ended);
    await expectNoLeftovers(victim);
    expect(await listPaths(victim.inboxDir)).toEqual(['b']);
  });

  it('takes FILE-FAILED codes that it does not know', async () => {
    const { victim, peer } = await startAccepted([fileEntry('a', 3)]);
    peer.send({ type: 'file-failed', index: 0, code: 999 });
    peer.send({ type: 'stream-end' });
    await peer.next('receipt');
    const failed = { state: 'failed', error: { code: 'INTERNAL', at: 'there' } };
    expect(await victim.untilEnded(peer.transferId)).toMatchObject(failed);
  });
});

describe('a transfer id', () => {
  it('is not taken twice, not even while the first one is still being listed', async () => {
    const victim = await startTestEngine('Victim');
    const transferId = newTransferId();
    const peers = await Promise.all([greetEvil(victim.port), greetEvil(victim.port)]);
    for (const peer of peers) {
      peer.send({ type: 'offer', transferId });
      peer.send({ type: 'manifest', entries: [fileEntry(peer === peers[0] ? 'first' : 'second', 3)] });
    }
    const [first, second] = peers;
    first.send({ type: 'manifest-end', entryCount: 1, totalBytes: 3 });
    await victim.untilOffer();
    second.send({ type: 'manifest-end', entryCount: 1, totalBytes: 3 });
    expect((await second.ended).closeCode).toBe(102);

    const state = await victim.engine.snapshot();
    expect(state.offers).toMatchObject([{ transferId, peerId: first.identity.peerId }]);
    expect(state.transfers).toMatchObject([{ id: transferId, state: 'offered', title: 'first', error: null }]);
    await victim.engine.accept(transferId, []);
    first.sendData('abc');
    end(first, [0, sha256('abc')]);
    first.send({ type: 'stream-end' });
    await first.next('receipt');
    expect(await victim.untilEnded(transferId)).toMatchObject({ state: 'done', title: 'first' });
    expect(await listPaths(victim.inboxDir)).toEqual(['first']);
  });

  it('is not taken again after it was used', async () => {
    const victim = await startTestEngine('Victim');
    const peer = await offerEvil(victim.port, [fileEntry('a', 3)]);
    await victim.untilOffer();
    await victim.engine.decline(peer.transferId);
    await untilState(victim, peer.transferId, 'declined');
    const again = await greetEvil(victim.port, { identity: peer.identity });
    again.send({ type: 'offer', transferId: peer.transferId });
    expect((await again.ended).closeCode).toBe(102);
    expect(await victim.engine.snapshot()).toMatchObject({ offers: [], transfers: [{ state: 'declined' }] });
  });
});
