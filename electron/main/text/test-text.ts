import type { ConnectionTest } from '../../../shared/model/connection-test.ts';
import { TEST_GROUPS, testRows, testVerdicts } from '../../../shared/text/test-lines.ts';
import { allText, errorText, numberText, rateText } from './desktop-text.ts';

/** The figures of a test as lines to be pasted somewhere. @param peer - a clean name */
export function testText(test: ConnectionTest, peer: string, platform: NodeJS.Platform): string {
  const t = allText();
  const words = { t, number: numberText, rate: (bytesPerSec: number) => rateText(bytesPerSec, platform) };
  const rows = testRows(words, test);
  const groups = TEST_GROUPS.flatMap((group) => [
    t(`test.group.${group}`, { peer }),
    ...rows.filter((row) => row.group === group).map(({ label, value }) => `  ${label}: ${value}`),
  ]);
  const errors = [test.error, test.diskHereError, test.diskThereError].filter((error) => error !== null);
  const notes = [
    ...testVerdicts(words, test),
    ...errors.map((error) => errorText(error, peer)),
    ...(test.isShared ? [t('test.shared')] : []),
  ];
  return [t('test.title', { peer }), '', ...groups, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}
