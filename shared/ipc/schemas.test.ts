import { describe, expect, it } from 'vitest';
import type { RequestName } from './contract.ts';
import { IPC_LIMITS } from './limits.ts';
import { requestSchemas } from './schemas.ts';

const peerId = 'ab'.repeat(32);
const transferId = 'cd'.repeat(16);

function accepts(channel: RequestName, ...args: unknown[]): boolean {
  return requestSchemas[channel].safeParse(args).success;
}

describe('requestSchemas', () => {
  it.each<[RequestName, ...unknown[]]>([
    ['snapshot'],
    ['addPeer', { address: '192.168.1.20:53420' }],
    ['forgetPeer', { peerId }],
    ['sendFiles', { peerId, paths: ['/home/a/b', 'C:\\x', 'd:/x', '\\\\nas\\share'] }],
    ['sendFiles', { peerId, paths: ['/a'], withoutPath: ['caf\u{fffd}.txt', ''] }],
    ['sendFiles', { peerId, paths: [], withoutPath: ['a'] }],
    ['chooseAndSend', { peerId, kind: 'folders' }],
    ['cancelTransfer', { transferId }],
    ['transferFiles', { transferId, offset: 0, limit: 1_000, filter: 'problems' }],
    ['retryFailed', { transferId, indexes: undefined }],
    ['retryFailed', { transferId, indexes: [199_999] }],
    ['moveTransfer', { transferId, to: 'earlier' }],
    ['offerEntries', { transferId, offset: 199_999, limit: 1 }],
    ['acceptOffer', { transferId, skip: [] }],
    [
      'acceptOffer',
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

  it.each<[string, RequestName, ...unknown[]]>([
    ['an argument too many', 'snapshot', {}],
    ['no argument', 'addPeer'],
    ['an empty address', 'addPeer', { address: '' }],
    ['an endless address', 'addPeer', { address: 'a'.repeat(301) }],
    ['an id in capitals', 'forgetPeer', { peerId: peerId.toUpperCase() }],
    ['an id that is a number', 'cancelTransfer', { transferId: 7 }],
    ['an id with a line behind it', 'cancelTransfer', { transferId: `${transferId}\n` }],
    ['an unknown key', 'cancelTransfer', { transferId, path: '/etc' }],
    ['too many paths', 'sendFiles', { peerId, paths: Array(10_001).fill('/a') }],
    ['a relative path', 'sendFiles', { peerId, paths: ['a/b'] }],
    ['a drive-relative path', 'sendFiles', { peerId, paths: ['C:x'] }],
    ['a path with a NUL', 'sendFiles', { peerId, paths: ['/a\0b'] }],
    ['an endless path', 'sendFiles', { peerId, paths: [`/${'a'.repeat(IPC_LIMITS.pathUnits)}`] }],
    ['a path that is no string', 'sendFiles', { peerId, paths: [{}] }],
    ['a name that is no string', 'sendFiles', { peerId, paths: ['/a'], withoutPath: [7] }],
    ['an endless name', 'sendFiles', { peerId, paths: ['/a'], withoutPath: ['a'.repeat(IPC_LIMITS.nameUnits + 1)] }],
    ['an unknown kind', 'chooseAndSend', { peerId, kind: 'both' }],
    ['a page too long', 'transferFiles', { transferId, offset: 0, limit: 1_001, filter: 'all' }],
    ['no file to retry', 'retryFailed', { transferId, indexes: [] }],
    ['too many files to retry', 'retryFailed', { transferId, indexes: Array(1_001).fill(0) }],
    ['a file beyond all lists', 'retryFailed', { transferId, indexes: [200_000] }],
    ['an unknown move', 'moveTransfer', { transferId, to: 'last' }],
    ['an empty page', 'offerEntries', { transferId, offset: 0, limit: 0 }],
    ['a negative offset', 'offerEntries', { transferId, offset: -1, limit: 1 }],
    ['half an offset', 'offerEntries', { transferId, offset: 0.5, limit: 1 }],
    [
      'overlapping ranges',
      'acceptOffer',
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
      'acceptOffer',
      {
        transferId,
        skip: [
          [5, 6],
          [0, 1],
        ],
      },
    ],
    ['a range the wrong way round', 'acceptOffer', { transferId, skip: [[2, 1]] }],
    ['a range past the largest manifest', 'acceptOffer', { transferId, skip: [[0, 200_000]] }],
    ['half a range', 'acceptOffer', { transferId, skip: [[0]] }],
    ['NaN in a range', 'acceptOffer', { transferId, skip: [[Number.NaN, 1]] }],
  ])('refuses %s', (_what, channel, ...args) => {
    expect(accepts(channel, ...args)).toBe(false);
  });

  it('checks 100,000 ranges in linear time', () => {
    const skip = Array.from({ length: 100_000 }, (_, index) => [index * 2, index * 2]);
    const before = process.cpuUsage();
    expect(accepts('acceptOffer', { transferId, skip })).toBe(true);
    // of this process: what else the machine does must not count. Linear is a tenth of a second, quadratic minutes
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(10_000);
  });
});
