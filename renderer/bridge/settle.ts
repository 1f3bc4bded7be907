import { failure, type Result } from '../../shared/errors/result.ts';

/** A call that cannot throw: a broken channel becomes INTERNAL, like any fault of our own. */
export async function settle<T>(call: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await call();
  } catch (cause) {
    console.error('call failed', cause);
    return failure({ code: 'INTERNAL', at: 'here' });
  }
}
