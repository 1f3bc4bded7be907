import type { StateCreator } from 'zustand/vanilla';
import type { ErrorInfo } from '../../shared/errors/error-info.ts';

/** Something to say that has no place of its own. Errors are worded where they are shown. */
type NoticeContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'error'; readonly error: ErrorInfo; readonly peerName?: string };

export type Notice = NoticeContent & { readonly id: number };

/** A sentence for screen readers. The number makes the same words, said again, a change. */
interface Announcement {
  readonly id: number;
  readonly text: string;
}

export interface NoticesSlice {
  readonly notices: readonly Notice[];
  readonly politely: Announcement | null;
  readonly assertively: Announcement | null;
  readonly addNotice: (content: NoticeContent) => void;
  readonly dismissNotice: (id: number) => void;
  readonly announce: (text: string, how?: 'politely' | 'assertively') => void;
}

/** Older ones give way: a stack of messages is read by nobody. */
const MAX_NOTICES = 3;

export const createNoticesSlice: StateCreator<NoticesSlice> = (set) => {
  let lastId = 0;
  const nextId = (): number => (lastId += 1);
  return {
    notices: [],
    politely: null,
    assertively: null,
    addNotice: (content) =>
      set((state) => ({ notices: [...state.notices, { ...content, id: nextId() }].slice(-MAX_NOTICES) })),
    dismissNotice: (id) => set((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) })),
    announce: (text, how = 'politely') => set({ [how]: { id: nextId(), text } }),
  };
};
