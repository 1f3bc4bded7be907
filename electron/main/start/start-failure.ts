import { desktopText } from '../text/desktop-text.ts';
import type { FolderFault } from './folder-fault.ts';

/** Why Lanyard cannot start. */
export type StartFailure =
  /** The system names no folder for settings, or only one that cannot be made. */
  | { readonly kind: 'noFolder' }
  | { readonly kind: 'ownFolder' | 'tempFolder'; readonly fault: FolderFault }
  /** Everything can be written to, nobody answers, and still there is no lock. */
  | { readonly kind: 'lock'; readonly path: string }
  /** What was to be sent cannot be written down for the running app. */
  | { readonly kind: 'handOver'; readonly reason: string };

/** What to say of it, in the user's language. */
export function describeStartFailure(failure: StartFailure): string {
  const t = desktopText();
  switch (failure.kind) {
    case 'noFolder':
      return t('cannotStart.noFolder');
    case 'ownFolder':
    case 'tempFolder': {
      const { path, why, errno } = failure.fault;
      const where = `${path}${errno === '' ? '' : ` (${errno})`}`;
      return [t(`cannotStart.${failure.kind}`), where, '', t('cannotStart.why', { why }), t('cannotStart.safe')].join(
        '\n',
      );
    }
    case 'lock':
      return t('cannotStart.lock', { path: failure.path });
    case 'handOver':
      return t('cannotStart.handOver', { reason: failure.reason });
  }
}
