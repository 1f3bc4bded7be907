import type { StateCreator } from 'zustand/vanilla';
import type { TransferId } from '../../shared/model/ids.ts';
import type { Transfer } from '../../shared/model/transfer.ts';

export interface TransfersSlice {
  readonly transfersById: ReadonlyMap<TransferId, Transfer>;
  /** Newest first. Keeps its identity while only progress changes. */
  readonly transferOrder: readonly TransferId[];
  /** The row to bring into view, and how often that was asked. */
  readonly focusedTransfer: { readonly id: TransferId; readonly count: number } | null;
  readonly replaceTransfers: (transfers: readonly Transfer[]) => void;
  readonly applyTransfers: (changed: readonly Transfer[]) => void;
  readonly removeTransfers: (ids: readonly TransferId[]) => void;
  readonly focusTransfer: (id: TransferId) => void;
}

type State = Pick<TransfersSlice, 'transfersById' | 'transferOrder'>;

export const createTransfersSlice: StateCreator<TransfersSlice> = (set) => ({
  transfersById: new Map(),
  transferOrder: [],
  focusedTransfer: null,
  replaceTransfers: (transfers) => set(withTransfers(new Map(), [], transfers)),
  applyTransfers: (changed) => set((state) => withTransfers(state.transfersById, state.transferOrder, changed)),
  removeTransfers: (ids) => set((state) => withoutTransfers(state, new Set(ids))),
  focusTransfer: (id) => set((state) => ({ focusedTransfer: { id, count: (state.focusedTransfer?.count ?? 0) + 1 } })),
});

function withTransfers(
  known: ReadonlyMap<TransferId, Transfer>,
  order: readonly TransferId[],
  changed: readonly Transfer[],
): State {
  const transfersById = new Map(known);
  for (const transfer of changed) transfersById.set(transfer.id, transfer);
  const isOrderKept = transfersById.size === order.length;
  return { transfersById, transferOrder: isOrderKept ? order : newestFirst(transfersById) };
}

function newestFirst(transfersById: ReadonlyMap<TransferId, Transfer>): readonly TransferId[] {
  return [...transfersById.values()].toSorted((a, b) => b.startedAtMs - a.startedAtMs).map(({ id }) => id);
}

function withoutTransfers(state: State, ids: ReadonlySet<TransferId>): State {
  const transfersById = new Map([...state.transfersById].filter(([id]) => !ids.has(id)));
  return { transfersById, transferOrder: state.transferOrder.filter((id) => !ids.has(id)) };
}
