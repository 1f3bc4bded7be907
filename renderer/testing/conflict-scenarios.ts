import type { Comparison, Offer, OfferEntry } from '../../shared/model/offer.ts';
import { EMPTY_REPORT, type Transfer } from '../../shared/model/transfer.ts';
import type { FakeWorld } from './fake-api.ts';
import { comparisonOf, makeFileRow, makeManyEntries, makePast, makePeer, makeTransfer } from './sample-data.ts';
import { offerOf, withStanding } from './sample-data.ts';

const GB = 1_000_000_000;

const workshop = makePeer({ name: 'Workshop PC', platform: 'windows' });
const entries = asPhotos(
  withStanding(makeManyEntries(130), ({ index }) => {
    if (index === 4 || index === 6 || index === 40) return 'different';
    return index % 14 === 5 ? 'new' : 'identical';
  }),
);
const comparison = comparisonOf(entries);
const comparing: Comparison = {
  ...comparison,
  ...{ state: 'comparing', candidateCount: 1_204, comparedCount: 340, comparedBytes: comparison.identicalBytes / 3 },
  ...{ identicalCount: 330, identicalBytes: comparison.identicalBytes / 3, differentCount: 1 },
};

function asPhotos(rows: readonly OfferEntry[]): readonly OfferEntry[] {
  return rows.map((row) => ({
    ...row,
    path: row.path.replace('batch 0', '2026-0').replace(/frame (\d)\.exr/, 'IMG_421$1 edited.CR3'),
  }));
}

function worldOf(changes: Partial<Offer>, rows = entries): FakeWorld {
  const offer = offerOf(rows, {
    ...{ peerId: workshop.id, peerName: workshop.name, peerPlatform: 'windows', existingCount: 130, comparison },
    ...changes,
  });
  return { peers: [workshop], offers: [offer], entries: new Map([[offer.transferId, rows]]) };
}

const report = { ...EMPTY_REPORT, wasThere: 1_204, replaced: 2, renamed: 2, notExecutable: 1, leftOut: 3 };
const ended = { endedAtMs: Date.now() - 60_000, rateBytesPerSec: 0, secondsLeft: null, currentFile: null };
const ofWorkshop = { peerId: workshop.id, peerName: workshop.name };

const reported: Transfer = makeTransfer({
  ...{ ...ended, ...ofWorkshop, direction: 'receive', state: 'done', filesDone: 1_300, bytesDone: 8.4 * GB },
  ...{ canShow: true, report: { ...report, notReplaced: 1 } },
});
const reportedFiles = {
  total: 40,
  rowAt: (index: number) =>
    makeFileRow(index, {
      ...(index % 2 === 0 && { remarks: ['was-there'] }),
      ...(index === 1 && { remarks: ['replaced', 'not-executable'] }),
      ...(index === 3 && { remarks: ['renamed'], savedAs: 'Photos 2026/07 Lisbon/IMG_000003 (1).CR3' }),
    }),
};

/** What is there already: before the answer, and at the end. */
export const conflictWorlds = {
  'offer-comparing': worldOf({ comparison: comparing }),
  'offer-compared': worldOf({}),
  'offer-ask': worldOf({ existingNames: 'ask' }),
  'offer-accepting': worldOf({ comparison: comparing, isAccepting: true, existingNames: 'replace' }),
  reports: {
    peers: [workshop],
    transfers: [
      reported,
      makeTransfer({
        ...{ ...ended, ...ofWorkshop, state: 'done', filesDone: 12, bytesDone: GB },
        report: { ...EMPTY_REPORT, leftOut: 1 },
      }),
    ],
    files: new Map([[reported.id, reportedFiles]]),
    history: [makePast({ direction: 'receive', report }), makePast()],
  },
  'history-open': {
    peers: [workshop],
    transfers: [
      makeTransfer({ ...ofWorkshop, state: 'waiting', acceptedAtMs: 1, title: 'Raw footage', rateBytesPerSec: 0 }),
      makeTransfer({
        ...{ ...ofWorkshop, direction: 'receive', state: 'paused', pausedBy: 'here', acceptedAtMs: 1 },
        error: { code: 'STORAGE_FULL', at: 'here', shortBytes: 3.2 * GB },
      }),
      makeTransfer({ ...ofWorkshop, state: 'paused', pausedBy: 'there', acceptedAtMs: 1, title: 'Holiday' }),
    ],
    history: [makePast({ direction: 'receive', report }), makePast()],
  },
} satisfies Record<string, FakeWorld>;
