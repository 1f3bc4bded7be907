import { expect, it } from 'vitest';
import { silentLog } from '../log.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { openJournals } from './journals.ts';
import { fileEntry, folderEntry, receiveHeader, sendHeader, SHA } from './testing/samples.ts';

const FOLDERS = 1_000;
const FILES = 99;

const entries = Array.from({ length: FOLDERS }, (_, folder) => [
  folderEntry(`folder ${folder}`),
  ...Array.from({ length: FILES }, (__, file) => fileEntry(`folder ${folder}/file ${file}.jpg`, 1024)),
]).flat();

it('keeps 100,000 entries with their notes', { timeout: 120_000 }, async () => {
  const journals = openJournals(await makeTempDir(), silentLog);
  const header = receiveHeader({ skip: [] });
  const journal = await journals.createReceive(header, entries);
  let next = 0;
  // as a receiver does: a few files at a time, each waiting for its note
  const placeOn = async (): Promise<void> => {
    while (next < entries.length) {
      const index = next++;
      if (entries[index]?.kind === 'file')
        await journal.notePlaced(index, { savedAs: entries[index].path, sha256: SHA });
    }
  };
  await Promise.all(Array.from({ length: 8 }, placeOn));
  await journal.noteState('paused');
  await journal.close();
  const { received } = await journals.load();
  const { noted, entries: read } = await received[0]!.read();
  expect(read).toEqual(entries);
  expect(noted.placed.size).toBe(FOLDERS * FILES);
  expect(received[0]!.state).toBe('paused');
});

it('keeps a manifest of 100,000 entries with their sources', { timeout: 120_000 }, async () => {
  const journals = openJournals(await makeTempDir(), silentLog);
  const header = sendHeader();
  const journal = await journals.createSend(header);
  const manifest = { entries, sourcePaths: entries.map((entry) => `/home/bob/${entry.path}`), leftOut: [] };
  await journal.noteManifest(manifest);
  await journal.close();
  expect((await (await journals.findSend(header.transferId))!.read()).manifest).toEqual(manifest);
});
