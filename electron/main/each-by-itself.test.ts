import { expect, it, vi } from 'vitest';
import { eachByItself } from './each-by-itself.ts';
import type { StateListener } from './engine-state.ts';

it('tells the others although one cannot be told', () => {
  const history = vi.fn();
  const log = vi.fn();
  const desktop = (): never => {
    throw new Error('no badge');
  };
  const tell = eachByItself({ desktop, history }, log);
  const [event, now] = [{ type: 'removed', transferIds: [] }, {}] as unknown as Parameters<StateListener>;
  tell(event, now);
  expect(history).toHaveBeenCalledWith(event, now);
  expect(log.mock.calls).toMatchObject([
    ['main', { message: 'desktop could not be told', facts: { event: 'removed' } }],
  ]);
});
