import { success, type Result } from '../../shared/errors/result.ts';

/** The reply to a request that gives nothing but that it is done, which the contract writes as `null`. */
export async function done(work: Promise<void>): Promise<Result<null>> {
  await work;
  return success(null);
}

/** The same for a command of the engine. */
export async function commandDone(command: Promise<Result<void>>): Promise<Result<null>> {
  const result = await command;
  return result.ok ? success(null) : result;
}
