import { describe, expect, it } from 'vitest';
import { makeOffer } from '../../testing/sample-data.ts';
import { createWording } from '../../text/wording.ts';
import { contentWords, obstacleTo } from './offer-words.ts';

const wording = createWording({ platform: 'linux' });
const GB = 1_000_000_000;
const full = makeOffer({
  problem: { code: 'STORAGE_FULL', at: 'here', shortBytes: 6 * GB },
  destination: { label: 'Downloads', fullPath: '/d', freeBytes: 4 * GB },
});

describe('obstacleTo()', () => {
  it('says how much is lacking', () => {
    expect(obstacleTo(wording, full, { fileCount: 3, sizeBytes: 10 * GB })?.title).toBe(
      'Not enough space here: 6.0 GB more needed.',
    );
  });

  it('lets through what fits into a full folder', () => {
    expect(obstacleTo(wording, full, { fileCount: 1, sizeBytes: 4 * GB })).toBeNull();
    expect(obstacleTo(wording, full, { fileCount: 1, sizeBytes: 4 * GB + 1 })).not.toBeNull();
  });

  it('stands whatever is selected when the folder cannot be written to', () => {
    const denied = makeOffer({ problem: { code: 'STORAGE_DENIED', at: 'here' } });
    expect(obstacleTo(wording, denied, { fileCount: 1, sizeBytes: 1 })?.hint).toBe('Choose another folder.');
  });

  it('wants at least one file, unless there are only folders', () => {
    expect(obstacleTo(wording, makeOffer(), { fileCount: 0, sizeBytes: 0 })).not.toBeNull();
    expect(obstacleTo(wording, makeOffer({ fileCount: 0 }), { fileCount: 0, sizeBytes: 0 })).toBeNull();
  });
});

describe('contentWords()', () => {
  it.each([
    [{ fileCount: 1, directoryCount: 0 }, '1 file'],
    [{ fileCount: 2_000, directoryCount: 3 }, '2,000 files in 3 folders'],
    [{ fileCount: 0, directoryCount: 1 }, '1 folder'],
  ])('words %j', (counts, words) => {
    expect(contentWords(wording, makeOffer(counts))).toBe(words);
  });
});
