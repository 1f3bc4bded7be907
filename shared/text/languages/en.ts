import { en } from '../en/en.ts';
import type { Language } from '../language.ts';

export const language = { name: 'English', direction: 'ltr', catalogue: en } as const satisfies Language;
