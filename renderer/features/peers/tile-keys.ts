import type { KeyboardEvent } from 'react';

const STEP: Record<string, readonly [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Moves the focus from tile to tile in the direction of the arrow key, as the eye sees them. */
export function moveBetweenTiles(event: KeyboardEvent<HTMLElement>): void {
  const step = STEP[event.key];
  const from = document.activeElement;
  // menus and dialogs opened from a tile keep their own arrow keys
  if (step === undefined || !(from instanceof HTMLElement) || !event.currentTarget.contains(from)) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-testid="choose-files"]')];
  const tile = tileBox(from);
  const next = nearest(
    tile,
    buttons.filter((button) => button.closest('li') !== from.closest('li')),
    step,
  );
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function tileBox(element: HTMLElement): DOMRect {
  return (element.closest('li') ?? element).getBoundingClientRect();
}

function nearest(from: DOMRect, candidates: readonly HTMLElement[], [x, y]: readonly [number, number]) {
  const scored = candidates.flatMap((element) => {
    const box = tileBox(element);
    const [dx, dy] = [box.x - from.x, box.y - from.y];
    const along = dx * x + dy * y;
    const across = Math.abs(dx * y) + Math.abs(dy * x);
    // sideways keeps to the row; up and down may change the column on a short last row
    return along > 1 && (y !== 0 || across < 1) ? [{ element, distance: along * 10 + across }] : [];
  });
  return scored.sort((a, b) => a.distance - b.distance)[0]?.element;
}
