import { useState } from 'react';
import type { Result } from '../../../shared/errors/result.ts';
import { useWording } from '../../text/wording-context.tsx';

export interface Attempt {
  /** Why the last one failed, in words; null: it did not. */
  readonly error: string | null;
  readonly isBusy: boolean;
  /** True when it worked. */
  readonly attempt: (call: () => Promise<Result<unknown>>) => Promise<boolean>;
  readonly setError: (error: string | null) => void;
}

/** Something that may be refused, and then says why beside what was used. */
export function useAttempt(): Attempt {
  const { error: wordError } = useWording();
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const attempt = async (call: () => Promise<Result<unknown>>): Promise<boolean> => {
    setError(null);
    setBusy(true);
    const reply = await call();
    setBusy(false);
    if (reply.ok) return true;
    const { title, hint } = wordError(reply.error);
    setError(`${title}. ${hint}`);
    return false;
  };
  return { error, isBusy, attempt, setError };
}
