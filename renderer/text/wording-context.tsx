import { createContext, use } from 'react';
import { createWording, type Wording } from './wording.ts';

/** Words for everything below; English with 1000s until the app knows better. */
export const WordingContext = createContext<Wording>(createWording({ platform: 'other' }));

export function useWording(): Wording {
  return use(WordingContext);
}
