import { SYSTEM_LANGUAGE } from '../model/settings.ts';
import { FALLBACK_LANGUAGE, isSpoken, LANGUAGES } from './languages.ts';

/**
 * The language to speak, always one that Lanyard has: the chosen one, else the first of the system's that is spoken in
 * the same script (`zh-SG` and `zh` are `zh-CN`, `zh-TW` is not), else English. A choice that is no longer there counts
 * as none.
 * @param setting - `system` or a tag
 * @param systemTags - BCP 47, best first; what makes no sense is passed over
 */
export function pickLanguage(setting: string, systemTags: readonly string[]): string {
  if (setting !== SYSTEM_LANGUAGE && isSpoken(setting)) return setting;
  for (const tag of systemTags) {
    const spoken = matchOf(tag);
    if (spoken !== undefined) return spoken;
  }
  return FALLBACK_LANGUAGE;
}

function matchOf(tag: string): string | undefined {
  if (isSpoken(tag)) return tag;
  const wanted = scriptOf(tag);
  return wanted === null ? undefined : LANGUAGES.find((language) => scriptOf(language.tag) === wanted)?.tag;
}

/** `zh-SG` → `zh-Hans`: what decides whether somebody can read it; null for no tag at all. */
export function scriptOf(tag: string): string | null {
  try {
    const { language, script = '' } = new Intl.Locale(tag).maximize();
    return `${language}-${script}`;
  } catch {
    return null;
  }
}
