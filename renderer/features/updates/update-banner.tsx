import { useState } from 'react';
import type { UpdateState } from '../../../shared/model/update.ts';
import { useApp, useCommands } from '../../bridge/app-context.tsx';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { selectHasRunning, selectUpdate } from '../../stores/selectors.ts';
import { useWording } from '../../text/wording-context.tsx';

/** Says once that a newer version is there or ready. Putting it off lasts until something about it changes. */
export function UpdateBanner() {
  const update = useApp(selectUpdate);
  const [putOff, setPutOff] = useState<string | null>(null);
  if (update.kind !== 'available' && update.kind !== 'ready') return null;
  const news = `${update.kind} ${update.version}`;
  if (putOff === news) return null;
  return <Offer update={update} onLater={() => setPutOff(news)} />;
}

interface OfferProps {
  readonly update: Extract<UpdateState, { readonly kind: 'available' | 'ready' }>;
  readonly onLater: () => void;
}

function Offer({ update, onLater }: OfferProps) {
  const { t } = useWording();
  const { kind, version } = update;
  const { act, hint, isWaiting } = useUpdateStep(kind);
  return (
    <Banner
      tone="info"
      testId="update-banner"
      title={t(kind === 'ready' ? 'settings.updates.bannerReady' : 'settings.updates.bannerAvailable', { version })}
      {...(hint !== null && { hint })}
      actions={
        <>
          <Button onClick={onLater}>{t('settings.updates.later')}</Button>
          <Button
            look="primary"
            data-testid="update-banner-action"
            aria-disabled={isWaiting}
            onClick={() => void act()}
          >
            {t(kind === 'ready' ? 'settings.updates.restart' : 'settings.updates.download')}
          </Button>
        </>
      }
    />
  );
}

/** What the button does, and what is said beside it: why not now, or why it failed. */
function useUpdateStep(kind: 'available' | 'ready') {
  const { t, error } = useWording();
  const { downloadUpdate, restartToUpdate } = useCommands();
  const isWaiting = useApp(selectHasRunning) && kind === 'ready';
  const [failure, setFailure] = useState<string | null>(null);
  const act = async (): Promise<void> => {
    if (isWaiting) return;
    setFailure(null);
    const reply = await (kind === 'ready' ? restartToUpdate : downloadUpdate)();
    if (reply.ok) return;
    const words = error(reply.error);
    setFailure(`${words.title}. ${words.hint}`);
  };
  const usual = kind === 'ready' ? t('settings.updates.bannerReadyHint') : null;
  return { act, isWaiting, hint: isWaiting ? t('settings.updates.waits') : (failure ?? usual) };
}
