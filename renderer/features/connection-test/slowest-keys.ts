import type { ConnectionTest } from '../../../shared/model/connection-test.ts';
import { judgeLargeFile } from '../../../shared/model/test-verdict.ts';
import type { Direction } from '../../../shared/model/transfer.ts';

/** Rows that limit a large file in either direction, once the test has ended. */
export function slowestKeys(test: ConnectionTest): ReadonlySet<string> {
  if (test.step !== null) return new Set();
  return new Set((['send', 'receive'] as const).flatMap((direction) => keyOf(test, direction)));
}

function keyOf(test: ConnectionTest, direction: Direction): readonly string[] {
  const by = judgeLargeFile(test, direction)?.by;
  switch (by) {
    case undefined:
      return [];
    case 'disk-here':
      return [direction === 'send' ? 'read-here' : 'write-here'];
    case 'disk-there':
      return [direction === 'send' ? 'write-there' : 'read-there'];
    default:
      return [direction];
  }
}
