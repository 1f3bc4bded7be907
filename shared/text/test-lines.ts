import type { ConnectionTest, DiskSpeed, Throughput } from '../model/connection-test.ts';
import { judgeLargeFile, judgeSmallFiles } from '../model/test-verdict.ts';
import type { Direction } from '../model/transfer.ts';
import type { English } from './language.ts';
import type { ArgumentsOf, KeyOf } from './typed-messages.ts';

/** What words are made with, in the window and for the clipboard. */
export interface TestWords {
  readonly t: <Key extends KeyOf<English>>(key: Key, ...values: ArgumentsOf<English, Key>) => string;
  /** `112 MB/s` */
  readonly rate: (bytesPerSec: number) => string;
  /** `1,300` */
  readonly number: (value: number) => string;
}

export const TEST_GROUPS = ['network', 'here', 'there'] as const;
type TestGroup = (typeof TEST_GROUPS)[number];

/** One thing that was measured. */
export interface TestRow {
  readonly key: string;
  readonly group: TestGroup;
  readonly label: string;
  readonly value: string;
  /** For a bar: bytes a second, or small files a second; null: there is nothing to draw. */
  readonly amount: { readonly unit: 'bytes' | 'files'; readonly perSec: number } | null;
}

/** All rows, also those that are not measured yet, so that none moves when its figure comes. */
export function testRows(words: TestWords, test: ConnectionTest): readonly TestRow[] {
  return [
    tripRow(words, test),
    flowRow(words, test, 'send', test.send),
    flowRow(words, test, 'receive', test.receive),
    ...diskRows(words, test, 'here', test.diskHere),
    ...diskRows(words, test, 'there', test.diskThere),
  ];
}

/** What transfers may expect, in sentences; empty while nobody can tell. */
export function testVerdicts(words: TestWords, test: ConnectionTest): readonly string[] {
  if (test.step !== null) return [];
  const directions = ['send', 'receive'] as const;
  return [
    ...directions.map((direction) => largeVerdict(words, test, direction)),
    ...directions.map((direction) => smallVerdict(words, test, direction)),
  ].filter((line) => line !== null);
}

function largeVerdict({ t, rate }: TestWords, test: ConnectionTest, direction: Direction): string | null {
  const verdict = judgeLargeFile(test, direction);
  if (verdict === null) return null;
  const isLeast = verdict.by === 'processor';
  const values = { rate: rate(verdict.rate) };
  const what = t(isLeast ? `test.large.${direction}Least` : `test.large.${direction}`, values);
  return t('test.verdict', { what, by: t(`test.by.${verdict.by}`) });
}

function smallVerdict(words: TestWords, test: ConnectionTest, direction: Direction): string | null {
  const { t, number } = words;
  const verdict = judgeSmallFiles(test, direction);
  if (verdict === null) return null;
  const count = number(roughly(verdict.rate));
  return t('test.verdict', { what: t(`test.small.${direction}`, { count }), by: t(`test.by.${verdict.by}`) });
}

function tripRow(words: TestWords, test: ConnectionTest): TestRow {
  const { t } = words;
  const { roundTrip } = test;
  const value =
    roundTrip &&
    t('test.value.trip', { median: tenths(words, roundTrip.medianMs), jitter: tenths(words, roundTrip.jitterMs) });
  return {
    key: 'round-trip',
    group: 'network',
    label: t('test.row.round-trip'),
    value: value ?? unmeasured(words, test),
    amount: null,
  };
}

function flowRow(words: TestWords, test: ConnectionTest, direction: Direction, flow: Throughput | null): TestRow {
  const { t, rate, number } = words;
  const megabits = flow && number(roughly((flow.bytesPerSec * 8) / 1_000_000));
  const value = flow && t('test.value.flow', { rate: rate(flow.bytesPerSec), megabits: megabits ?? '' });
  return {
    key: direction,
    group: 'network',
    label: t(`test.row.${direction}`),
    value: value ?? unmeasured(words, test),
    amount: flow && { unit: 'bytes', perSec: flow.bytesPerSec },
  };
}

function diskRows(words: TestWords, test: ConnectionTest, group: 'here' | 'there', disk: DiskSpeed | null): TestRow[] {
  const { t, rate } = words;
  const row = (key: 'write' | 'read', perSec: number | null): TestRow => ({
    key: `${key}-${group}`,
    group,
    label: t(`test.row.${key}`),
    value: disk === null ? unmeasured(words, test) : perSec === null ? t('test.value.unknown') : rate(perSec),
    amount: perSec === null ? null : { unit: 'bytes', perSec },
  });
  return [
    row('write', disk?.writeBytesPerSec ?? null),
    row('read', disk?.readBytesPerSec ?? null),
    {
      key: `files-${group}`,
      group,
      label: t('test.row.files'),
      value: disk === null ? unmeasured(words, test) : t('test.value.files', { count: roughly(disk.filesPerSec) }),
      amount: disk && { unit: 'files', perSec: disk.filesPerSec },
    },
  ];
}

function unmeasured({ t }: TestWords, { step }: ConnectionTest): string {
  return t(step === null ? 'test.value.missing' : 'test.value.waiting');
}

function tenths({ number }: TestWords, ms: number): string {
  return number(ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms));
}

/** To two digits: a measurement of two seconds is no more exact. */
function roughly(value: number): number {
  return Number(value.toPrecision(2));
}
