import { describe, expect, it } from 'vitest';
import { MAX_DATA_BYTES, MAX_PAGE_ITEMS } from '../../../../shared/protocol/constants.ts';
import { planReads, type PlannedRead } from './plan-reads.ts';
import type { FileToSend } from './file-to-send.ts';

function toFiles(sizes: readonly number[], held: FileToSend['held'] = []): FileToSend[] {
  return sizes.map((sizeBytes, index) => ({
    index,
    entry: { path: `${index}`, kind: 'file', sizeBytes, mtimeMs: 0, isExecutable: false },
    source: { path: `/folder/${index}`, ino: null },
    held,
  }));
}

/** Indexes of files that are read together; `index from-to` of a part, in brackets when it is held. */
function show(planned: PlannedRead): string {
  if (planned.kind === 'whole') return planned.files.map(({ index }) => index).join(' ');
  const text = `${planned.file.index} ${planned.from}-${planned.to}`;
  return planned.isHeld ? `[${text}]` : text;
}

const plan = (files: readonly FileToSend[]): string[] => [...planReads(files)].map(show);

const MIB = MAX_DATA_BYTES;

describe('planReads()', () => {
  it('reads together what fits into a frame, in order', () => {
    expect(plan(toFiles([MIB / 2, MIB / 2, 0, 1, MIB, MIB]))).toEqual(['0 1 2', '3', '4', '5']);
  });

  it('reads no more files together than a FILE-END takes', () => {
    const sizes = Array.from({ length: MAX_PAGE_ITEMS + 1 }, () => 0);
    expect(plan(toFiles(sizes)).map((text) => text.split(' ').length)).toEqual([MAX_PAGE_ITEMS, 1]);
  });

  it('reads what is larger in parts', () => {
    expect(plan(toFiles([1, 2 * MIB + 1, 2]))).toEqual([
      '0',
      `1 0-${MIB}`,
      `1 ${MIB}-${2 * MIB}`,
      `1 ${2 * MIB}-${2 * MIB + 1}`,
      '2',
    ]);
  });

  it('reads what the receiver holds, too, but not together with the rest', () => {
    expect(plan(toFiles([10], [{ from: 2, to: 5 }]))).toEqual(['0 0-2', '[0 2-5]', '0 5-10']);
    expect(plan(toFiles([10], [{ from: 0, to: 10 }]))).toEqual(['[0 0-10]']);
  });
});
