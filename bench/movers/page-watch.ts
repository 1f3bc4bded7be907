import type { JSHandle } from '@playwright/test';
import type { TransferId } from '../../shared/model/ids.ts';
import type { LanyardApi } from '../../electron/preload/api.ts';
import type { LaunchedApp } from '../../e2e/support/launch-app.ts';

/** What a page has seen of one transfer. Times are of the system's clock, which all processes share. */
export interface SeenEnd {
  readonly state: string;
  /** When the row on the screen said so. */
  readonly atMs: number;
  readonly points: readonly { readonly atMs: number; readonly files: number }[];
}

/** Something that a page waits for by itself: to ask again and again would be work of its own. */
export type Watch<T> = JSHandle<{ readonly seen: Promise<T> }>;

export const seen = <T>(watch: Watch<T>): Promise<T> => watch.evaluate(({ seen: value }) => value);

/** Looks from now on at the row of one transfer, or of the next that ends, until it says how that ended. */
export async function watchEnd(app: LaunchedApp, transferId: string | null): Promise<Watch<SeenEnd>> {
  return (await app.api()).evaluateHandle(waitForEndInPage, transferId);
}

/** Runs in the page: it must need nothing from outside of itself. */
function waitForEndInPage(lanyard: LanyardApi, transferId: string | null): { readonly seen: Promise<SeenEnd> } {
  const points: { atMs: number; files: number }[] = [];
  const ends = ['done', 'partial', 'failed', 'cancelled', 'declined'];
  const which = transferId === null ? '' : `[data-transfer-id="${transferId}"]`;
  const stop = lanyard.onTransfersChanged((changed) => {
    const transfer = changed.find(({ id }) => id === transferId);
    if (transfer) points.push({ atMs: Date.now(), files: transfer.filesDone });
  });
  const wait = (resolve: (end: SeenEnd) => void): void => {
    const look = (): void => {
      const state = document.querySelector(`[data-testid="transfer-row"]${which}`)?.getAttribute('data-state') ?? '';
      if (!ends.includes(state)) return;
      observer.disconnect();
      stop();
      resolve({ state, atMs: Date.now(), points });
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });
    look();
  };
  return { seen: new Promise(wait) };
}

/** When somebody clicks next in that window. */
export function watchClick({ page }: LaunchedApp): Promise<Watch<number>> {
  return page.evaluateHandle(() => ({
    seen: new Promise<number>((resolve) => {
      document.addEventListener('click', () => resolve(Date.now()), { capture: true, once: true });
    }),
  }));
}

/** Resolves with the next offer; `accept`: it is accepted at once, by the page. */
export async function watchOffer(app: LaunchedApp, accept: boolean): Promise<Watch<TransferId>> {
  return (await app.api()).evaluateHandle(
    (lanyard, isAccepted) => ({
      seen: new Promise<TransferId>((resolve) => {
        const stop = lanyard.onOffersChanged(([offer]) => {
          if (!offer) return;
          stop();
          // a refusal shows in how it ends
          if (isAccepted) void lanyard.acceptOffer({ transferId: offer.transferId, skip: [] });
          resolve(offer.transferId);
        });
      }),
    }),
    accept,
  );
}
