import type { ReceiveNotes } from '../receive-notes.ts';

/** For a transfer that nobody will go on with. */
export const NO_NOTES: ReceiveNotes = {
  noteDirectory: () => Promise.resolve(),
  noteBlock: () => undefined,
  noted: () => Promise.resolve(),
  noteDropped: () => undefined,
  notePlacing: () => Promise.resolve(),
  noteReplacing: () => Promise.resolve(),
  notePlaced: () => Promise.resolve(),
  notePlacedAll: () => Promise.resolve(),
};
