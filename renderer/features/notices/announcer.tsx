import { useApp } from '../../bridge/app-context.tsx';
import { LiveRegion } from '../../components/live-region.tsx';

/** Speaks what the store was told to announce. */
export function Announcer() {
  const politely = useApp((state) => state.politely);
  const assertively = useApp((state) => state.assertively);
  return <LiveRegion politely={politely} assertively={assertively} />;
}
