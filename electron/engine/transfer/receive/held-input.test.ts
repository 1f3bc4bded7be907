import { describe, expect, it, vi } from 'vitest';
import { HeldInput } from './held-input.ts';

const MIB = 1024 * 1024;

function createInput() {
  const options = { pause: vi.fn(), resume: vi.fn(), onError: vi.fn() };
  const taken: number[] = [];
  const input = new HeldInput(options);
  const push = (n: number, bytes = 1): void => input.push(() => void taken.push(n), bytes);
  return { input, options, taken, push };
}

describe('HeldInput', () => {
  it('takes at once what is not held, and what was held in order', () => {
    const { input, taken, push } = createInput();
    push(1);
    input.hold();
    push(2);
    push(3);
    expect(taken).toEqual([1]);
    input.release();
    push(4);
    expect(taken).toEqual([1, 2, 3, 4]);
  });

  it('stops where something that is taken holds it again', () => {
    const { input, taken, push } = createInput();
    input.hold();
    input.push(() => input.hold(), 1);
    push(2);
    input.release();
    expect(taken).toEqual([]);
    input.release();
    expect(taken).toEqual([2]);
  });

  it('goes on reading for a whole window, and no further', () => {
    const { input, options, push } = createInput();
    input.hold();
    for (let n = 0; n < 7; n++) push(n, MIB);
    expect(options.pause).not.toHaveBeenCalled();
    push(7, 1);
    expect(options.pause).toHaveBeenCalledOnce();
    input.release();
    expect(options.resume).toHaveBeenCalledOnce();
  });

  it('tells what could not be taken, and takes nothing after it was stopped', () => {
    const { input, options, taken, push } = createInput();
    const fault = new Error('no');
    input.hold();
    input.push(() => {
      throw fault;
    }, 1);
    input.release();
    expect(options.onError).toHaveBeenCalledWith(fault);
    input.stop();
    push(1);
    input.stop();
    expect(taken).toEqual([]);
  });
});
