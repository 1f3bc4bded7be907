import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

type Run = (file: string, args: readonly string[]) => Promise<unknown>;

/**
 * Keeps a directory of ours out of the user's sight on Windows, where a dot at the start of its name does not. Never
 * rejects: one that can be seen works as well.
 */
export async function hideDirectory(
  directory: string,
  platform: NodeJS.Platform = process.platform,
  run: Run = promisify(execFile),
): Promise<void> {
  if (platform !== 'win32') return;
  const attrib = path.win32.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'attrib.exe');
  await run(attrib, ['+h', directory]).catch(() => undefined);
}
