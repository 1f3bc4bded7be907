import { expect, it } from 'vitest';
import { markdownTable } from './markdown-table.ts';

it('pads its columns, numbers to the right, and keeps bars apart', () => {
  const columns = [
    { title: 'who', isNumber: false },
    { title: 'MB/s', isNumber: true },
  ];
  const rows = [
    ['tar | nc', '1,000'],
    ['scp', '9'],
  ];
  expect(markdownTable(columns, rows).split('\n')).toEqual([
    '| who       |  MB/s |',
    '| --------- | ----: |',
    '| tar \\| nc | 1,000 |',
    '| scp       |     9 |',
  ]);
});
