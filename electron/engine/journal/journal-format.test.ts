import { copyFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { TransferId } from '../../../shared/model/ids.ts';
import { silentLog } from '../log.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { openJournals, type Journals } from './journals.ts';
import {
  RECEIVE_HEADER,
  RECEIVED_NOTES,
  SEND_HEADER,
  SEND_MANIFEST,
  SENT_NOTES,
  writeReceived,
  writeSent,
} from './testing/format-calls.ts';
import { ENTRIES, SHA } from './testing/samples.ts';

/** What is kept of a journal here, and where it is on disk: both copies of an offer are the same. */
const FILES = [
  ['offer', 'offer.jsonl'],
  ['offer', 'offer-copy.jsonl'],
  ['notes', 'notes.jsonl'],
] as const;

const keptFile = (kept: string, file: string) =>
  path.join(import.meta.dirname, 'testing/format', `${kept}-${file}.jsonl`);

let dataDir: string;
let journals: Journals;

beforeEach(async () => {
  dataDir = await makeTempDir();
  journals = openJournals(dataDir, silentLog);
});

const fileOf = (transferId: TransferId, name: string) => path.join(dataDir, 'transfers', transferId, name);

/** Puts what an earlier version wrote where its journal was. */
async function place(kept: string, transferId: TransferId): Promise<void> {
  await mkdir(fileOf(transferId, ''), { recursive: true });
  for (const [from, name] of FILES) await copyFile(keptFile(kept, from), fileOf(transferId, name));
}

/** Each line is text with its checksum: a difference is seen as such. */
async function expectSameLines(kept: string, transferId: TransferId): Promise<void> {
  for (const [from, name] of FILES) {
    expect(await readFile(fileOf(transferId, name), 'utf8')).toBe(await readFile(keptFile(kept, from), 'utf8'));
  }
}

describe('what is on disk', () => {
  it('is written for what is received as it always was', async () => {
    await writeReceived(journals);
    await expectSameLines('received', RECEIVE_HEADER.transferId);
  });

  it('is written for what is sent as it always was', async () => {
    await writeSent(journals);
    await expectSameLines('sent', SEND_HEADER.transferId);
  });

  it('is read when version 0.1.0 received', async () => {
    await place('received', RECEIVE_HEADER.transferId);
    const loaded = await journals.findReceive(RECEIVE_HEADER.transferId);
    expect(loaded).toMatchObject({ header: RECEIVE_HEADER, state: 'paused', stateError: 'STORAGE_FULL' });
    expect(await loaded!.read()).toEqual({
      entries: ENTRIES,
      noted: RECEIVED_NOTES,
      failed: new Map([[2, 'STORAGE_FULL']]),
    });
    expect(await journals.findSend(RECEIVE_HEADER.transferId)).toBeNull();
  });

  it('is read when version 0.1.0 sent', async () => {
    await place('sent', SEND_HEADER.transferId);
    const loaded = await journals.findSend(SEND_HEADER.transferId);
    expect(loaded).toMatchObject({ header: SEND_HEADER, state: 'paused', acceptedAtMs: 1_790_000_000_777, rank: -1 });
    expect(await loaded!.read()).toEqual({ manifest: SEND_MANIFEST, ...SENT_NOTES });
    expect(await journals.findReceive(SEND_HEADER.transferId)).toBeNull();
  });

  it('is read when the first versions received, which knew no exceptions', async () => {
    await place('first-received', RECEIVE_HEADER.transferId);
    const loaded = await journals.findReceive(RECEIVE_HEADER.transferId);
    const header = { ...RECEIVE_HEADER, exceptions: [] };
    expect(loaded).toMatchObject({ header, state: 'expired', stateError: null });
    expect(await loaded!.read()).toEqual({
      entries: ENTRIES,
      noted: { ...RECEIVED_NOTES, replacing: new Set(), placed: new Map([[4, { savedAs: 'a (1)', sha256: SHA }]]) },
      failed: new Map([[2, 'STORAGE_FULL']]),
    });
  });

  it.each(['finished', 'expired'])('is read when the first versions sent all files, to the state %s', async (state) => {
    await place(`first-sent-${state}`, SEND_HEADER.transferId);
    const { only: _, ...header } = SEND_HEADER;
    const loaded = await journals.findSend(SEND_HEADER.transferId);
    expect(loaded).toMatchObject({ state, acceptedAtMs: 1_790_000_000_777, rank: null });
    expect(loaded!.header).toEqual(header);
    expect(await loaded!.read()).toEqual({ manifest: SEND_MANIFEST, ...SENT_NOTES });
  });
});
