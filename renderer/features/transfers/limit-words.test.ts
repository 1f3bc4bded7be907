import { describe, expect, it } from 'vitest';
import { makeTransfer } from '../../testing/sample-data.ts';
import { createWording } from '../../text/wording.ts';
import { limitWords } from './limit-words.ts';

const english = createWording({ platform: 'linux' });
const chinese = createWording({ platform: 'linux', language: 'zh-CN', region: 'zh-CN' });
const MBIT = 1_000_000 / 8;

describe('what limits a transfer, in words', () => {
  it.each([
    ['this-disk', 'Limited by this computer’s disk', '速度受限于本机的磁盘'],
    ['other-disk', 'Limited by the disk of Workshop PC', '速度受限于 Workshop PC 的磁盘'],
    ['network', 'Limited by the network', '速度受限于网络'],
    ['cpu', 'Limited by this computer’s processor', '速度受限于本机的处理器'],
    ['other-cpu', 'Limited by the processor of Workshop PC', '速度受限于 Workshop PC 的处理器'],
    ['limit-here', 'Limited by the speed limit set on this computer', '速度受限于本机设置的限速'],
    ['limit-there', 'Limited by the speed limit set on Workshop PC', '速度受限于 Workshop PC 设置的限速'],
  ] as const)('%s', (limitedBy, inEnglish, inChinese) => {
    const transfer = makeTransfer({ limitedBy, rateBytesPerSec: 300 * MBIT });
    expect(limitWords(english, transfer)).toBe(inEnglish);
    expect(limitWords(chinese, transfer)).toBe(inChinese);
  });

  it.each([
    [93, 'Limited by the network: 11.6 MB/s is what a 100 Mbit/s cable or port carries'],
    [940, 'Limited by the network: 118 MB/s is what a 1000 Mbit/s cable or port carries'],
    [80, 'Limited by the network'],
    [99, 'Limited by the network'],
    [500, 'Limited by the network'],
  ])('names the cable only where the speed is that of one: %i Mbit/s', (megabits, words) => {
    const transfer = makeTransfer({ limitedBy: 'network', rateBytesPerSec: megabits * MBIT });
    expect(limitWords(english, transfer)).toBe(words);
  });

  it('says nothing while nothing is known', () => {
    expect(limitWords(english, makeTransfer())).toBeNull();
  });
});
