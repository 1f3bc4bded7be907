import { expect, it } from 'vitest';
import { toPeerId, toTransferId } from '../../../../shared/model/ids.ts';
import type { TransferReport } from '../../../../shared/model/transfer.ts';
import { notePlaced } from './note-placed.ts';
import { TransferRecord } from './transfer-record.ts';

/** What is told of an executable file that was saved on `platform`. */
function reportOf(path: string, savedAs: string, platform: NodeJS.Platform = 'linux'): TransferReport {
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
  record.files.add({ path, kind: 'file', sizeBytes: 0, mtimeMs: 0, isExecutable: true });
  notePlaced(record, '/inbox', 0, { savedAs, sha256: '0'.repeat(64) }, platform);
  return record.files.report;
}

it('a name in another Unicode form is no other name, as one with a number is', () => {
  expect(reportOf('cafe\u0301.txt', 'caf\u00e9.txt').renamed).toBe(0);
  expect(reportOf('cafe\u0301.txt', 'caf\u00e9 (1).txt').renamed).toBe(1);
});

it('the mark of an executable file is missed only where there is one', () => {
  expect(reportOf('run.sh', 'run.sh', 'linux').notExecutable).toBe(1);
  expect(reportOf('run.sh', 'run.sh', 'win32').notExecutable).toBe(0);
});
