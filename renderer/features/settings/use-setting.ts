import { useState } from 'react';
import type { SettingsPatch } from '../../../shared/model/settings.ts';
import { useCommands } from '../../bridge/app-context.tsx';
import { useAttempt, type Attempt } from './use-attempt.ts';

interface Setting<T> extends Pick<Attempt, 'error' | 'setError'> {
  /** What to show: what was chosen, until it holds or was refused. */
  readonly value: T;
  /** True when it holds. */
  readonly change: (value: T) => Promise<boolean>;
}

/** One setting as its control needs it: runs ahead of the disk, and goes back when the change was refused. */
export function useSetting<T>(current: T, toPatch: (value: T) => SettingsPatch): Setting<T> {
  const { changeSettings } = useCommands();
  const { error, attempt, setError } = useAttempt();
  const [ahead, setAhead] = useState<{ readonly value: T; readonly from: T } | null>(null);
  // the settings have moved on: they are right
  if (ahead !== null && ahead.from !== current) setAhead(null);
  const change = async (value: T): Promise<boolean> => {
    if (value === current) {
      setError(null);
      return true;
    }
    setAhead({ value, from: current });
    const isDone = await attempt(() => changeSettings(toPatch(value)));
    if (!isDone) setAhead(null);
    return isDone;
  };
  return { value: ahead !== null && ahead.from === current ? ahead.value : current, error, setError, change };
}
