import { expect, it, onTestFinished } from 'vitest';
import { abortable, orAbort } from './abortable.ts';

const aborted = (): AbortSignal => AbortSignal.abort(new Error('over'));

it('orAbort() leaves no rejection unheard, however late it comes', async () => {
  const unheard: unknown[] = [];
  const note = (reason: unknown): void => void unheard.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  await expect(orAbort(Promise.reject(new Error('late')), aborted())).rejects.toThrow('over');
  await new Promise((resolve) => setImmediate(resolve));
  expect(unheard).toEqual([]);
});

it('orAbort() gives what comes first', async () => {
  const ending = new AbortController();
  await expect(orAbort(Promise.resolve(1), ending.signal)).resolves.toBe(1);
  const never = orAbort(new Promise(() => undefined), ending.signal);
  ending.abort(new Error('over'));
  await expect(never).rejects.toThrow('over');
});

it('abortable() takes back what it began, and begins nothing after an abort', async () => {
  const said: string[] = [];
  const ending = new AbortController();
  const begin = (): void => void said.push('begun');
  const giveUp = (): void => void said.push('given up');
  const waiting = abortable(ending.signal, begin, giveUp);
  ending.abort(new Error('over'));
  await expect(waiting).rejects.toThrow('over');
  await expect(abortable(aborted(), begin, giveUp)).rejects.toThrow('over');
  expect(said).toEqual(['begun', 'given up', 'given up']);
});
