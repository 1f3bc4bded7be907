import { vi } from 'vitest';

/**
 * happy-dom has no layout: from now on every box is this large, so that a list draws its first rows.
 * To be taken back with `vi.restoreAllMocks()`.
 */
export function giveLayout(sizePx = 600): void {
  for (const size of ['clientHeight', 'clientWidth'] as const) {
    vi.spyOn(ownerOf(size), size, 'get').mockReturnValue(sizePx);
  }
}

/** The prototype of a `div` that has this getter itself. */
function ownerOf(name: 'clientHeight' | 'clientWidth'): HTMLElement {
  let owner = document.createElement('div') as HTMLElement;
  while (!Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner) as HTMLElement;
  return owner;
}
