import { describe, expect, it } from 'vitest';
import { newTest, type ConnectionTest } from './connection-test.ts';
import { toPeerId } from './ids.ts';
import { judgeLargeFile, judgeSmallFiles } from './test-verdict.ts';

const flow = (bytesPerSec: number) => ({ bytesPerSec, isLimited: false, isProcessorBound: false });
const disk = (writeBytesPerSec: number, readBytesPerSec: number | null, filesPerSec: number) => ({
  writeBytesPerSec,
  readBytesPerSec,
  filesPerSec,
});
const testOf = (changes: Partial<ConnectionTest>): ConnectionTest => ({
  ...newTest(toPeerId('a'.repeat(64))),
  step: null,
  send: flow(100),
  receive: flow(90),
  diskHere: disk(500, 600, 2_000),
  diskThere: disk(400, 450, 30),
  ...changes,
});

describe('what would limit a large file', () => {
  it.each([
    ['the network', {}, { by: 'network', rate: 100 }, { by: 'network', rate: 90 }],
    ['the disk there', { diskThere: disk(50, 60, 1) }, { by: 'disk-there', rate: 50 }, { by: 'disk-there', rate: 60 }],
    ['the disk here', { diskHere: disk(40, 70, 1) }, { by: 'disk-here', rate: 70 }, { by: 'disk-here', rate: 40 }],
    [
      'no disk that is not known',
      { diskThere: null, diskHere: null },
      { by: 'network', rate: 100 },
      { by: 'network', rate: 90 },
    ],
    [
      'no reading that is not known',
      { diskHere: disk(500, null, 1) },
      { by: 'network', rate: 100 },
      { by: 'network', rate: 90 },
    ],
    ['a limit', { send: { ...flow(10), isLimited: true } }, { by: 'limit', rate: 10 }, { by: 'network', rate: 90 }],
    [
      'the processor',
      { receive: { ...flow(80), isProcessorBound: true } },
      { by: 'network', rate: 100 },
      { by: 'processor', rate: 80 },
    ],
    ['unknown without the network', { send: null, receive: null }, null, null],
  ])('%s', (_, changes, sent, received) => {
    expect(judgeLargeFile(testOf(changes), 'send')).toEqual(sent);
    expect(judgeLargeFile(testOf(changes), 'receive')).toEqual(received);
  });
});

describe('what would limit small files', () => {
  it('is the disk that takes them', () => {
    const test = testOf({ send: flow(100_000_000), receive: flow(100_000_000) });
    expect(judgeSmallFiles(test, 'send')).toEqual({ by: 'disk-there', rate: 30 });
    expect(judgeSmallFiles(test, 'receive')).toEqual({ by: 'disk-here', rate: 2_000 });
  });

  it('is a slow network', () => {
    expect(judgeSmallFiles(testOf({ send: flow(40_960) }), 'send')).toEqual({ by: 'network', rate: 10 });
  });

  it('is unknown without that disk', () => {
    expect(judgeSmallFiles(testOf({ diskThere: null }), 'send')).toBeNull();
  });
});
