/**
 * A promise that `begin` settles, or that rejects with the signal's reason as soon as it aborts, whichever comes first.
 * Whoever aborts here gives a LanyardError as the reason.
 *
 * @param begin - is not called when the signal has aborted already
 * @param giveUp - called on an abort, before the promise rejects: takes back what `begin` has queued
 */
export function abortable<T>(
  signal: AbortSignal,
  begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
  giveUp: () => void = () => undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      giveUp();
      reject(signal.reason as Error); // see above
    };
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    const settle = <V>(how: (value: V) => void) => {
      return (value: V): void => {
        signal.removeEventListener('abort', onAbort);
        how(value);
      };
    };
    begin(settle(resolve), settle(reject));
  });
}

/** Waits for `promise`, but no longer than until the signal aborts. @throws the signal's reason, or that of `promise` */
export function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  promise.catch(() => undefined); // after an abort nobody waits for it any more
  return abortable(signal, (resolve, reject) => void promise.then(resolve, reject));
}
