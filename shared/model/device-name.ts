import { SETTINGS_LIMITS } from './settings.ts';

/**
 * - `empty`: nothing, or only spaces
 * - `long`: more than 64 UTF-16 units, which is what the wire carries: some emoji count several times
 * - `invisible`: something in it cannot be seen, or moves what is seen around it
 */
export type NameFault = 'empty' | 'long' | 'invisible';

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Invisible and needed: joined emoji, flags of regions, and joiners between letters that are not Latin. */
const NEEDED =
  /(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})|(?<=\u{1f3f4})[\u{e0061}-\u{e007a}]+\u{e007f}|(?<=(?!\p{Script=Latin})[\p{L}\p{M}])[\u200c\u200d](?=(?!\p{Script=Latin})[\p{L}\p{M}])/gu;

/** What is wrong with a name for this device that others would be shown; null: nothing. Spaces around it do not count. */
export function findNameFault(typed: string): NameFault | null {
  const name = typed.trim();
  if (name === '') return 'empty';
  if (name.length > SETTINGS_LIMITS.nameLength) return 'long';
  return UNPRINTABLE.test(name.replace(NEEDED, '')) ? 'invisible' : null;
}
