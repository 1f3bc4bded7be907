import { success, type Result } from '../../../shared/errors/result.ts';

/** A command that gives nothing back, as the contract says it: `null`. */
export async function nothing(command: Promise<Result<void>>): Promise<Result<null>> {
  const result = await command;
  return result.ok ? success(null) : result;
}
