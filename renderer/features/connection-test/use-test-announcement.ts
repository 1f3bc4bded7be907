import { useEffect } from 'react';
import { testVerdicts } from '../../../shared/text/test-lines.ts';
import { useAppStore } from '../../bridge/app-context.tsx';
import type { ShownTest } from '../../stores/test-slice.ts';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';

/** Says what is measured now and, at the end, what came of it. */
export function useTestAnnouncement({ test, peerName }: ShownTest): void {
  const wording = useWording();
  const store = useAppStore();
  const peer = inlineName(peerName);
  const words = test.step === null ? endWords() : wording.t(`test.now.${test.step}`, { peer });
  useEffect(() => store.getState().announce(words), [store, words]);

  function endWords(): string {
    if (test.error !== null) return wording.sentence(wording.error(test.error, peerName).title);
    return [wording.t('test.ended'), ...testVerdicts(wording, test)].join(' ');
  }
}
