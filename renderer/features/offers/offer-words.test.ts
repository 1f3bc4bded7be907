import { describe, expect, it } from 'vitest';
import { NOTHING_COMPARED } from '../../../shared/model/offer.ts';
import { makeOffer } from '../../testing/sample-data.ts';
import { createWording } from '../../text/wording.ts';
import { comparedWords, contentWords, foundWords, obstacleTo } from './offer-words.ts';
import type { Amount } from './selection.ts';

const wording = createWording({ platform: 'linux' });
const GB = 1_000_000_000;
const full = makeOffer({
  problem: { code: 'STORAGE_FULL', at: 'here', shortBytes: 6 * GB },
  destination: { label: 'Downloads', fullPath: '/d', freeBytes: 4 * GB },
});

const needing = (selected: Amount) => ({ selected, missing: selected, undecidedBytes: 0 });

describe('obstacleTo()', () => {
  it('says how much is lacking', () => {
    expect(obstacleTo(wording, full, needing({ fileCount: 3, sizeBytes: 10 * GB }))?.title).toBe(
      'Not enough space here: 6.0 GB more needed.',
    );
  });

  it('lets through what fits into a full folder', () => {
    expect(obstacleTo(wording, full, needing({ fileCount: 1, sizeBytes: 4 * GB }))).toBeNull();
    expect(obstacleTo(wording, full, needing({ fileCount: 1, sizeBytes: 4 * GB + 1 }))).not.toBeNull();
  });

  it('stands whatever is selected when the folder cannot be written to', () => {
    const denied = makeOffer({ problem: { code: 'STORAGE_DENIED', at: 'here' } });
    expect(obstacleTo(wording, denied, needing({ fileCount: 1, sizeBytes: 1 }))?.hint).toBe('Choose another folder.');
  });

  it('wants at least one file, unless there are only folders', () => {
    expect(obstacleTo(wording, makeOffer(), needing({ fileCount: 0, sizeBytes: 0 }))).not.toBeNull();
    expect(obstacleTo(wording, makeOffer({ fileCount: 0 }), needing({ fileCount: 0, sizeBytes: 0 }))).toBeNull();
  });
});

describe('obstacleTo() where something is there already', () => {
  const selected = { fileCount: 10, sizeBytes: 10 * GB };

  it('counts only what is missing', () => {
    const missing = { fileCount: 3, sizeBytes: 4 * GB };
    expect(obstacleTo(wording, full, { selected, missing, undecidedBytes: 0 })).toBeNull();
    const more = { selected, missing: { fileCount: 3, sizeBytes: 5 * GB }, undecidedBytes: 0 };
    expect(obstacleTo(wording, full, more)?.title).toContain('1.0 GB more needed');
  });

  it('lets all of it be there until that is known', () => {
    expect(obstacleTo(wording, full, { selected, missing: selected, undecidedBytes: null })).toBeNull();
    expect(obstacleTo(wording, full, { selected, missing: selected, undecidedBytes: 6 * GB })).toBeNull();
    expect(obstacleTo(wording, full, { selected, missing: selected, undecidedBytes: 5 * GB })).not.toBeNull();
  });

  it('finds what the engine did not, which counted on identical files that are now wanted again', () => {
    const fits = { ...full, problem: null };
    expect(obstacleTo(wording, fits, needing(selected))?.title).toContain('6.0 GB more needed');
  });
});

describe('comparedWords()', () => {
  const offer = makeOffer({
    ...{ fileCount: 1_300, existingCount: 1 },
    comparison: { ...NOTHING_COMPARED, identicalCount: 1_204, identicalBytes: 6 * GB, differentCount: 3 },
  });
  const missing = { fileCount: 96, sizeBytes: 2.1 * GB };
  const there = '1,204 of 1,300 files are there already and will';

  it.each([
    [
      'skip-identical',
      missing,
      `${there} not be sent. 96 files to receive (2.1 GB). 3 files differ from what is there.`,
    ],
    ['replace', { fileCount: 0, sizeBytes: 0 }, `${there} not be sent. Nothing is left to receive. 3 files differ`],
    ['keep-both', { fileCount: 1_300, sizeBytes: 8.1 * GB }, `${there} be received again. 1,300 files to receive (8.1`],
  ] as const)('says for %s what is there and what is not', (choice, amount, words) => {
    expect(comparedWords(wording, offer, choice, amount)).toContain(words);
  });

  it('says one as one, and all as all', () => {
    const found = (identicalCount: number, fileCount: number) =>
      foundWords(wording, { ...offer, fileCount, comparison: { ...NOTHING_COMPARED, identicalCount } });
    expect(found(1, 4)).toBe('1 of 4 files is there already and will not be sent.');
    expect(found(1, 1)).toBe('This file is there already and will not be sent.');
    expect(found(4, 4)).toBe('All 4 files are there already and will not be sent.');
  });

  it('says nothing when nothing is there', () => {
    expect(comparedWords(wording, makeOffer(), 'replace', missing)).toBe('');
  });
});

describe('contentWords()', () => {
  it.each([
    [{ fileCount: 1, directoryCount: 0 }, '1 file'],
    [{ fileCount: 2_000, directoryCount: 3 }, '2,000 files, 3 folders'],
    [{ fileCount: 0, directoryCount: 1 }, '1 folder'],
  ])('words %j', (counts, words) => {
    expect(contentWords(wording, makeOffer(counts))).toBe(words);
  });
});
