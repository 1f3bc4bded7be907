import type { ErrorInfo } from '../../../shared/errors/error-info.ts';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { useWording } from '../../text/wording-context.tsx';

interface HistoryTroubleProps {
  readonly error: ErrorInfo;
  readonly onRetry: () => void;
}

/** The list could not be read. */
export function HistoryTrouble({ error, onRetry }: HistoryTroubleProps) {
  const wording = useWording();
  const { title, hint } = wording.error(error);
  return (
    <Banner
      tone="bad"
      title={wording.sentence(title)}
      hint={hint}
      testId="history-error"
      actions={<Button onClick={onRetry}>{wording.t('history.retry')}</Button>}
    />
  );
}
