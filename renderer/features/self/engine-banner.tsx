import { useApp } from '../../bridge/app-context.tsx';
import { Banner } from '../../components/banner.tsx';
import { selectEngineError } from '../../stores/selectors.ts';
import { useWording } from '../../text/wording-context.tsx';

/** Says why nothing can be sent or received, for as long as that is so. */
export function EngineBanner() {
  const { error, sentence } = useWording();
  const engineError = useApp(selectEngineError);
  if (engineError === null) return null;
  const words = error(engineError);
  return <Banner tone="bad" title={sentence(words.title)} hint={words.hint} />;
}
