import { win32 } from 'node:path';

interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user has named a folder: `--user-data-dir`. */
  readonly isNamed: boolean;
}

/**
 * Where Windows keeps what belongs to this computer only; null: Electron's own choice is right. Electron takes the
 * roaming folder, which follows the user: a second computer would have the same key, and so be the same device.
 */
export function localUserDataDir({ platform, env, isNamed }: Surroundings): string | null {
  const local = env['LOCALAPPDATA'] ?? '';
  if (platform !== 'win32' || isNamed || !win32.isAbsolute(local)) return null;
  return win32.join(local, 'Lanyard');
}
