import type { StateCreator } from 'zustand/vanilla';
import type { ErrorInfo } from '../../shared/errors/error-info.ts';
import { newTest, type ConnectionTest } from '../../shared/model/connection-test.ts';
import type { PeerId } from '../../shared/model/ids.ts';

/** A test of the connection to a device, as its dialog shows it. */
export interface ShownTest {
  /** Of the device when the test began: it may go away meanwhile. */
  readonly peerName: string;
  readonly test: ConnectionTest;
}

export interface TestSlice {
  /** Null: no dialog is open. */
  readonly shownTest: ShownTest | null;
  readonly beginTest: (peer: { readonly id: PeerId; readonly name: string }) => void;
  /** News of a test; of one whose dialog was closed there are none any more. */
  readonly setTest: (test: ConnectionTest) => void;
  /** It did not begin. */
  readonly failTest: (error: ErrorInfo) => void;
  readonly closeTest: () => void;
}

export const createTestSlice: StateCreator<TestSlice> = (set) => ({
  shownTest: null,
  beginTest: ({ id, name }) => set({ shownTest: { peerName: name, test: newTest(id) } }),
  setTest: (test) =>
    set(({ shownTest }) => (shownTest?.test.peerId === test.peerId ? { shownTest: { ...shownTest, test } } : {})),
  failTest: (error) =>
    set(({ shownTest }) =>
      shownTest === null ? {} : { shownTest: { ...shownTest, test: { ...shownTest.test, step: null, error } } },
    ),
  closeTest: () => set({ shownTest: null }),
});
