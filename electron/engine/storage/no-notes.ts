import type { IntakeNotes } from './intake-notes.ts';

/** For a transfer that nobody will go on with. */
export const NO_NOTES: IntakeNotes = {
  noteDirectory: () => Promise.resolve(),
  noteBlock: () => undefined,
  noteDropped: () => undefined,
  notePlacing: () => Promise.resolve(),
  noteReplacing: () => Promise.resolve(),
  notePlaced: () => Promise.resolve(),
};
