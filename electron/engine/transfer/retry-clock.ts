/** Pauses between attempts to reach a peer that is not there: doubling, so that a short break costs little time. */
const RETRY_MS = { first: 1_000, longest: 60_000 } as const;

/** When to try again. */
export class RetryClock {
  #nextMs: number = RETRY_MS.first;
  #isAwake = false;
  #wake: () => void = () => undefined;

  /** Ends the present rest, or the next one before it begins: something happened. */
  wake(): void {
    this.#isAwake = true;
    this.#wake();
  }

  /** It worked: the next break begins with short pauses again. */
  reset(): void {
    this.#nextMs = RETRY_MS.first;
  }

  /** Resolves when woken, when `signal` is aborted or, if `isTimed`, after a while that grows from rest to rest. */
  async rest({ isTimed, signal }: { readonly isTimed: boolean; readonly signal: AbortSignal }): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let onAbort = (): void => undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      onAbort = resolve;
      signal.addEventListener('abort', onAbort);
      if (isTimed) timer = setTimeout(resolve, this.#nextMs).unref();
      if (this.#isAwake || signal.aborted) resolve();
    });
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    if (isTimed && !this.#isAwake) this.#nextMs = Math.min(this.#nextMs * 2, RETRY_MS.longest);
    this.#isAwake = false;
  }
}
