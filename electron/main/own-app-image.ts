import { sep } from 'node:path';

/**
 * The AppImage that this program came out of; null: it came out of none. A program that was started from another
 * AppImage inherits that one's variables, so `APPIMAGE` alone says nothing.
 */
export function ownAppImage(
  execPath: string,
  { APPIMAGE, APPDIR }: Readonly<Record<string, string | undefined>>,
): string | null {
  const isOurs = APPDIR !== undefined && APPDIR !== '' && execPath.startsWith(APPDIR + sep);
  return isOurs && APPIMAGE !== undefined && APPIMAGE !== '' ? APPIMAGE : null;
}
