import { expect, it } from 'vitest';
import { toPeerId, toTransferId } from '../../../../shared/model/ids.ts';
import { notePlaced } from './note-placed.ts';
import { TransferRecord } from './transfer-record.ts';

function renamedCount(path: string, savedAs: string): number {
  const record = new TransferRecord(
    {
      id: toTransferId('0'.repeat(32)),
      peerId: toPeerId('0'.repeat(64)),
      peerName: 'Mac',
      title: path,
      itemCount: 1,
      isScanning: false,
      startedAtMs: 0,
      direction: 'receive',
    },
    () => undefined,
  );
  record.files.add({ path, kind: 'file', sizeBytes: 0, mtimeMs: 0, isExecutable: false });
  notePlaced(record, '/inbox', 0, { savedAs, sha256: '0'.repeat(64) });
  return record.files.report.renamed;
}

it('a name in another Unicode form is no other name, as one with a number is', () => {
  expect(renamedCount('cafe\u0301.txt', 'caf\u00e9.txt')).toBe(0);
  expect(renamedCount('cafe\u0301.txt', 'caf\u00e9 (1).txt')).toBe(1);
});
