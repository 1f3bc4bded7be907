import { ProtocolError } from '../../../../shared/errors/lanyard-error.ts';
import { MAX_HASHES_ASKED, MAX_PAGE_ITEMS } from '../../../../shared/protocol/constants.ts';
import type { MessageOf } from '../../../../shared/protocol/messages.ts';

/** Asks the sender of an offer for hashes of its files, each at most once. PROTOCOL.md §4.13 */
export class HashAsker {
  readonly #send: (message: MessageOf<'hash-query'>) => void;
  readonly #answers = new Map<number, Promise<string | null>>();
  readonly #resolves = new Map<number, (sha256: string | null) => void>();
  #toSend: number[] = [];
  /** Sent, and not answered yet. */
  readonly #sent = new Set<number>();
  #isFlushing = false;
  #isStopped = false;

  constructor(send: (message: MessageOf<'hash-query'>) => void) {
    this.#send = send;
  }

  /** Hash of an offered file as its sender says; null: it cannot tell, or this was stopped. Never rejects. */
  ask(index: number): Promise<string | null> {
    const known = this.#answers.get(index);
    if (known) return known;
    if (this.#isStopped) return Promise.resolve(null);
    const answer = new Promise<string | null>((resolve) => this.#resolves.set(index, resolve));
    this.#answers.set(index, answer);
    this.#toSend.push(index);
    this.#flushSoon();
    return answer;
  }

  /** Takes the sender's answers. Throws a ProtocolError for what was not asked. */
  onHashes(files: readonly (readonly [index: number, sha256: string | null])[]): void {
    if (this.#isStopped) return;
    for (const [index, sha256] of files) {
      if (!this.#sent.delete(index)) throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'HASHES of what was not asked');
      this.#resolves.get(index)?.(sha256);
      this.#resolves.delete(index);
    }
    this.#flushSoon();
  }

  /** Asks nothing more; open questions get null. To be called before the answer is sent, or when the sender is gone. */
  stop(): void {
    this.#isStopped = true;
    this.#toSend = [];
    for (const resolve of this.#resolves.values()) resolve(null);
    this.#resolves.clear();
  }

  /** Many questions come at once: they share their pages. */
  #flushSoon(): void {
    if (this.#isFlushing || this.#toSend.length === 0) return;
    this.#isFlushing = true;
    queueMicrotask(() => {
      this.#isFlushing = false;
      this.#flush();
    });
  }

  #flush(): void {
    for (;;) {
      const room = Math.min(MAX_PAGE_ITEMS, MAX_HASHES_ASKED - this.#sent.size);
      // a page when there is room for one, or for all that is left
      if (this.#toSend.length === 0 || room < Math.min(MAX_PAGE_ITEMS, this.#toSend.length)) return;
      const indexes = this.#toSend.splice(0, room);
      for (const index of indexes) this.#sent.add(index);
      this.#send({ type: 'hash-query', indexes });
    }
  }
}
