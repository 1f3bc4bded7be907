import { expect, it } from 'vitest';
import { EMPTY_REPORT } from '../../../shared/model/transfer.ts';
import { makePast } from '../../testing/sample-data.ts';
import { createWording } from '../../text/wording.ts';
import { factsWords } from './history-words.ts';

const wording = createWording({ platform: 'linux', region: 'en-GB' });
const plain = { filesDone: 1, filesTotal: 1, filesFailed: 0, bytesDone: 10_000, bytesTotal: 10_000 };

it('tells no speed of what was there already', () => {
  const entry = makePast({ ...plain, averageBytesPerSec: 63_200_000, report: { ...EMPTY_REPORT, wasThere: 1 } });
  expect(factsWords(wording, entry)).not.toContain('MB/s');
  expect(factsWords(wording, { ...entry, report: EMPTY_REPORT })).toContain('63.2 MB/s');
});

it('does not say that all is there of what misses a file', () => {
  const entry = makePast({ ...plain, result: 'partial', filesTotal: 2, filesFailed: 1, averageBytesPerSec: null });
  expect(factsWords(wording, entry)).toMatch(/^2 files · 10 kB · /);
});
