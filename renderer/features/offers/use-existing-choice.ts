import { useState } from 'react';
import type { Offer } from '../../../shared/model/offer.ts';
import type { ExistingChoice } from '../../../shared/model/settings.ts';
import { NO_EXCEPTIONS, withFileChoice, type FileChoice } from './exceptions.ts';

/** What to do with names that are taken: for all, preset by the settings, and for single files. */
export function useExistingChoice({ existingNames }: Offer) {
  const [chosen, setChosen] = useState<ExistingChoice | null>(null);
  const [exceptions, setExceptions] = useState(NO_EXCEPTIONS);
  const preset = existingNames === 'ask' ? 'skip-identical' : existingNames;
  const choice = chosen ?? preset;
  return {
    choice,
    exceptions,
    choose: (next: ExistingChoice): void => {
      setChosen(next);
      // it is for all
      setExceptions(NO_EXCEPTIONS);
    },
    chooseForFile: (index: number, wanted: FileChoice): void => {
      // from now on the settings must not turn it round
      setChosen(choice);
      setExceptions((before) => withFileChoice(choice, before, index, wanted));
    },
  };
}
