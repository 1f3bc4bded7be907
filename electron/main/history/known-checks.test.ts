import { expect, it } from 'vitest';
import type { HistoryCheck } from '../../../shared/model/history.ts';
import { transferIdOf } from '../testing/fixtures.ts';
import { createKnownChecks } from './known-checks.ts';

function checkOf(digit: string, state: HistoryCheck['state']): HistoryCheck {
  const figures = { filesDone: 0, filesTotal: 1, bytesDone: 0, bytesTotal: 1, itemCount: 1 };
  const problems = { changed: 0, missing: 0, unreadable: 0 };
  return { transferId: transferIdOf(digit), direction: 'send', title: 'Photos', state, ...figures, problems };
}

it('says that what ran has failed when the thread dies, and forgets what had ended', () => {
  const told: string[] = [];
  const checks = createKnownChecks((all) => told.push(all.map(({ state }) => state).join()));
  checks.abandon();
  checks.replace([checkOf('1', 'done'), checkOf('2', 'running'), checkOf('3', 'queued')]);
  checks.abandon();
  expect(told).toEqual(['done,running,queued', 'failed,failed']);
  expect(checks.current().map(({ transferId }) => transferId)).toEqual([transferIdOf('2'), transferIdOf('3')]);
});
