import { makeCheck, makePast, makePastFile } from './sample-data.ts';

const MB = 1_000_000;
const GB = 1_000 * MB;

/** What the history holds. */
export const past = [
  makePast({ title: 'contract.pdf', direction: 'receive', peerName: '林的笔记本', filesDone: 1, filesTotal: 1 }),
  makePast({ itemCount: 4, averageBytesPerSec: null }),
  makePast({ title: 'Archive', result: 'partial', filesFailed: 3, filesDone: 1_297, bytesDone: 8.2 * GB }),
  makePast({
    title: 'disk.qcow2',
    result: 'failed',
    error: { code: 'STORAGE_FULL', at: 'there', shortBytes: 3.2 * GB },
  }),
  makePast({ title: 'notes.txt', direction: 'receive', result: 'declined', canShow: false, averageBytesPerSec: null }),
  makePast({ title: 'film.mov', result: 'cancelled', cancelledBy: 'there', bytesDone: GB, peerName: '林的笔记本' }),
  makePast({ title: `A very ${'long '.repeat(20)}name.final.mov`, direction: 'receive', result: 'interrupted' }),
  makePast({ title: 'invoice\u202egpj.exe', peerName: 'صاحب الحاسوب', startedAtMs: Date.UTC(2024, 1, 3) }),
  ...Array.from({ length: 3_000 }, (_, at) => makePast({ title: `Batch ${at}` })),
];

/** Of one entry. */
export const pastFiles = [
  makePastFile(0, { path: 'Photos 2026', kind: 'directory', sha256: null }),
  makePastFile(1, { savedAs: 'Photos 2026/07 Lisbon/IMG_000001 (1).CR3' }),
  makePastFile(2, { status: 'failed', sha256: null, error: { code: 'TRANSFER_HASH_MISMATCH', at: 'there' } }),
  makePastFile(3, { status: 'skipped', sha256: null }),
  ...Array.from({ length: 400 }, (_, at) => makePastFile(at + 4)),
];

/** One in each state. */
export const pastChecks = [
  past.slice(0, 1).map((entry) => makeCheck(entry)),
  past.slice(1, 2).map((entry) => makeCheck(entry, { state: 'running', filesDone: 512, bytesDone: 3.2 * GB })),
  past.slice(2, 3).map((entry) => makeCheck(entry, { problems: { changed: 1, missing: 5, unreadable: 1 } })),
  past.slice(3, 4).map((entry) => makeCheck(entry, { state: 'queued', filesDone: 0, bytesDone: 0 })),
].flat();

/** What a check found. */
export const pastProblems = Array.from({ length: 7 }, (_, at) => ({
  path: `Archive/07 Lisbon/IMG_00000${at}.CR3`,
  sizeBytes: 28 * MB,
  problem: at === 0 ? ('changed' as const) : at === 6 ? ('unreadable' as const) : ('missing' as const),
}));
