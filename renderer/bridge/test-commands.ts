import type { Result } from '../../shared/errors/result.ts';
import type { PeerId } from '../../shared/model/ids.ts';
import type { AppStore } from '../stores/app-store.ts';
import type { LanyardApi } from './lanyard-api.ts';
import { settle } from './settle.ts';

/** Puts a failure into the notices; true when there was none. */
type Run = (call: () => Promise<Result<unknown>>) => Promise<boolean>;

export function createTestCommands(api: LanyardApi, store: AppStore, run: Run) {
  return {
    /** Shows its dialog at once; what comes of it is told there. */
    startTest: async (peer: { readonly id: PeerId; readonly name: string }): Promise<void> => {
      store.getState().beginTest(peer);
      const reply = await settle(() => api.startTest({ peerId: peer.id }));
      if (!reply.ok) store.getState().failTest(reply.error);
    },
    cancelTest: () => run(() => api.cancelTest()),
    copyTest: () => run(() => api.copyTest()),
  };
}
