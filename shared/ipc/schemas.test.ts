import { describe, expect, it } from 'vitest';
import type { RequestChannel } from './contract.ts';
import { IPC_LIMITS, requestSchemas } from './schemas.ts';

const peerId = 'ab'.repeat(32);
const transferId = 'cd'.repeat(16);

function accepts(channel: RequestChannel, ...args: unknown[]): boolean {
  return requestSchemas[channel].safeParse(args).success;
}

describe('requestSchemas', () => {
  it.each<[RequestChannel, ...unknown[]]>([
    ['app:snapshot'],
    ['peers:add', { address: '192.168.1.20:53420' }],
    ['peers:forget', { peerId }],
    ['transfers:send', { peerId, paths: ['/home/a/b', 'C:\\x', 'd:/x', '\\\\nas\\share'] }],
    ['transfers:choose-and-send', { peerId, kind: 'folders' }],
    ['transfers:cancel', { transferId }],
    ['transfers:files', { transferId, offset: 0, limit: 1_000, filter: 'problems' }],
    ['transfers:retry', { transferId, indexes: undefined }],
    ['transfers:retry', { transferId, indexes: [199_999] }],
    ['transfers:move', { transferId, to: 'earlier' }],
    ['offers:entries', { transferId, offset: 199_999, limit: 1 }],
    ['offers:accept', { transferId, skip: [] }],
    [
      'offers:accept',
      {
        transferId,
        skip: [
          [0, 0],
          [1, 5],
          [7, 199_999],
        ],
      },
    ],
  ])('accepts %s with what the preload sends', (channel, ...args) => {
    expect(accepts(channel, ...args)).toBe(true);
  });

  it.each<[string, RequestChannel, ...unknown[]]>([
    ['an argument too many', 'app:snapshot', {}],
    ['no argument', 'peers:add'],
    ['an empty address', 'peers:add', { address: '' }],
    ['an endless address', 'peers:add', { address: 'a'.repeat(301) }],
    ['an id in capitals', 'peers:forget', { peerId: peerId.toUpperCase() }],
    ['an id that is a number', 'transfers:cancel', { transferId: 7 }],
    ['an id with a line behind it', 'transfers:cancel', { transferId: `${transferId}\n` }],
    ['an unknown key', 'transfers:cancel', { transferId, path: '/etc' }],
    ['no paths', 'transfers:send', { peerId, paths: [] }],
    ['too many paths', 'transfers:send', { peerId, paths: Array(10_001).fill('/a') }],
    ['a relative path', 'transfers:send', { peerId, paths: ['a/b'] }],
    ['a drive-relative path', 'transfers:send', { peerId, paths: ['C:x'] }],
    ['a path with a NUL', 'transfers:send', { peerId, paths: ['/a\0b'] }],
    ['an endless path', 'transfers:send', { peerId, paths: [`/${'a'.repeat(IPC_LIMITS.pathUnits)}`] }],
    ['a path that is no string', 'transfers:send', { peerId, paths: [{}] }],
    ['an unknown kind', 'transfers:choose-and-send', { peerId, kind: 'both' }],
    ['a page too long', 'transfers:files', { transferId, offset: 0, limit: 1_001, filter: 'all' }],
    ['no file to retry', 'transfers:retry', { transferId, indexes: [] }],
    ['too many files to retry', 'transfers:retry', { transferId, indexes: Array(1_001).fill(0) }],
    ['a file beyond all lists', 'transfers:retry', { transferId, indexes: [200_000] }],
    ['an unknown move', 'transfers:move', { transferId, to: 'last' }],
    ['an empty page', 'offers:entries', { transferId, offset: 0, limit: 0 }],
    ['a negative offset', 'offers:entries', { transferId, offset: -1, limit: 1 }],
    ['half an offset', 'offers:entries', { transferId, offset: 0.5, limit: 1 }],
    [
      'overlapping ranges',
      'offers:accept',
      {
        transferId,
        skip: [
          [0, 3],
          [3, 4],
        ],
      },
    ],
    [
      'unsorted ranges',
      'offers:accept',
      {
        transferId,
        skip: [
          [5, 6],
          [0, 1],
        ],
      },
    ],
    ['a range the wrong way round', 'offers:accept', { transferId, skip: [[2, 1]] }],
    ['a range past the largest manifest', 'offers:accept', { transferId, skip: [[0, 200_000]] }],
    ['half a range', 'offers:accept', { transferId, skip: [[0]] }],
    ['NaN in a range', 'offers:accept', { transferId, skip: [[Number.NaN, 1]] }],
  ])('refuses %s', (_what, channel, ...args) => {
    expect(accepts(channel, ...args)).toBe(false);
  });

  it('checks 100,000 ranges in linear time', () => {
    const skip = Array.from({ length: 100_000 }, (_, index) => [index * 2, index * 2]);
    const before = process.cpuUsage();
    expect(accepts('offers:accept', { transferId, skip })).toBe(true);
    // of this process: what else the machine does must not count. Linear is a tenth of a second, quadratic minutes
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(10_000);
  });
});
