import { afterEach, describe, expect, it } from 'vitest';
import { newTest, type ConnectionTest } from '../../../shared/model/connection-test.ts';
import { toPeerId } from '../../../shared/model/ids.ts';
import { setDesktopLanguage } from './desktop-text.ts';
import { testText } from './test-text.ts';

const MB = 1_000_000;
const ended: ConnectionTest = {
  ...newTest(toPeerId('a'.repeat(64))),
  step: null,
  roundTrip: { medianMs: 0.42, jitterMs: 0.1 },
  send: { bytesPerSec: 112 * MB, isLimited: false, isProcessorBound: false },
  diskHere: { writeBytesPerSec: 400 * MB, readBytesPerSec: null, filesPerSec: 1_234 },
  diskThereError: { code: 'PEER_TESTS_NO_DISK', at: 'there' },
  isShared: true,
};

afterEach(() => setDesktopLanguage('en'));

describe('the figures of a test as text', () => {
  it('names all of them, what they mean, and what is missing', () => {
    expect(testText(ended, 'Bob', 'linux').split('\n')).toEqual([
      'Connection to Bob',
      '',
      'Network',
      '  Answer after: 0.4 ms ± 0.1',
      '  Sending: 112 MB/s (900 Mbit/s)',
      '  Receiving: not measured',
      'This computer’s disk',
      '  Writing: 400 MB/s',
      '  Reading: not measurable here',
      '  Small files: 1,200 a second',
      'Disk of Bob',
      '  Writing: not measured',
      '  Reading: not measured',
      '  Small files: not measured',
      '',
      'Sending a large file: about 112 MB/s, limited by the network.',
      'Bob measures its disk only for devices that it knows',
      'Other files moved meanwhile, so a transfer alone can be faster.',
    ]);
  });

  it('speaks the language of the window', () => {
    setDesktopLanguage('zh-CN');
    const lines = testText(ended, 'Bob', 'linux').split('\n');
    expect(lines[0]).toBe('与 Bob 的连接');
    expect(lines).toContain('  小文件: 每秒 1,200 个');
  });
});
