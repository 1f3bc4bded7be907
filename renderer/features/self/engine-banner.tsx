import { useApp } from '../../bridge/app-context.tsx';
import { Banner } from '../../components/banner.tsx';
import { selectEngineError, selectSelf } from '../../stores/selectors.ts';
import { useWording } from '../../text/wording-context.tsx';

/** Says why nothing can be sent or received, for as long as that is so. */
export function EngineBanner() {
  const { error, sentence } = useWording();
  const engineError = useApp(selectEngineError);
  if (engineError === null) return null;
  const words = error(engineError);
  return <Banner tone="bad" title={sentence(words.title)} hint={words.hint} />;
}

/** The file of this device's key was damaged: the user must know why others no longer know it. */
export function NewIdentityBanner() {
  const { t, sentence } = useWording();
  if (useApp(selectSelf)?.isNewIdentity !== true) return null;
  return (
    <Banner
      tone="warn"
      title={sentence(t('app.newIdentity.title'))}
      hint={t('app.newIdentity.hint')}
      testId="new-identity"
    />
  );
}
