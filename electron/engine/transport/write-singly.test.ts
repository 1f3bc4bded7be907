import { randomBytes } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { openTlsPair } from '../testing/tls-pair.ts';
import { writeSingly } from './write-singly.ts';

it('sends what waits to be written in its order, and joins none of it', async () => {
  const [accepted, dialled] = await openTlsPair();
  writeSingly(dialled);
  const single = vi.spyOn(dialled, '_write');
  const pieces = [1_000_000, 5, 1_000_000, 1, 300].map((sizeBytes) => randomBytes(sizeBytes));
  for (const piece of pieces) dialled.write(piece);
  dialled.end();
  const got: Buffer[] = [];
  for await (const chunk of accepted) got.push(chunk as Buffer); // no encoding was set
  expect(Buffer.concat(got).equals(Buffer.concat(pieces))).toBe(true);
  expect(single.mock.calls.length).toBe(pieces.length);
});
