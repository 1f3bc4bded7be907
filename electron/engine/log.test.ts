import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { bundleScript } from './testing/bundle-script.ts';
import { makeTempDir } from './testing/temp-dir.ts';

it('a promise that fails unheard is said, and the thread lives', async () => {
  const script = await bundleScript(await makeTempDir(), join(import.meta.dirname, 'testing/reject-unheard.ts'));
  const said: unknown[] = [];
  const thread = new Worker(script);
  thread.on('message', (text) => said.push(text));
  const end = await new Promise((resolve) => {
    thread.on('exit', resolve);
    thread.on('error', resolve);
  });
  expect(end).toBe(0);
  expect(said).toEqual(['a promise failed and nobody waited for it: Error: no memory', 'still here']);
});
