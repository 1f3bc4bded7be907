import type { StateCreator } from 'zustand/vanilla';

/** Files that are being dragged over the window. */
interface WindowDrag {
  readonly isDragging: boolean;
  /** Things at the top level; 0: the system does not say before the drop. */
  readonly itemCount: number;
  /** By `performance.now()`; -Infinity: nobody saw it begin. */
  readonly startedAtMs: number;
}

export const NO_DRAG: WindowDrag = { isDragging: false, itemCount: 0, startedAtMs: -Infinity };

export interface DragSlice {
  readonly drag: WindowDrag;
  readonly setDrag: (drag: WindowDrag) => void;
}

export const createDragSlice: StateCreator<DragSlice> = (set) => ({
  drag: NO_DRAG,
  setDrag: (drag) => set({ drag }),
});
