import { z } from 'zod';

/** Smaller than this, names no longer fit. CSS pixels, as everything here. */
export const MIN_WINDOW = { width: 380, height: 480 } as const;
const FIRST_SIZE = { width: 1040, height: 760 } as const;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the window was. Being full-screen is not remembered: a start that takes the whole screen surprises. */
export interface WindowPlace {
  /** While it was not maximised. */
  readonly bounds: Rectangle;
  readonly isMaximized: boolean;
  readonly displayId: number;
}

/** A screen without its taskbars. */
export interface Screen {
  readonly id: number;
  readonly workArea: Rectangle;
}

/** Where a new window goes; without x and y the system finds a place in the middle. */
export interface FirstPlace {
  readonly bounds: { readonly x?: number; readonly y?: number; readonly width: number; readonly height: number };
  readonly isMaximized: boolean;
}

const coordinate = z.int().min(-1_000_000).max(1_000_000);
const extent = z.int().min(1).max(1_000_000);

/** What is read from the disk. */
export const windowPlaceSchema: z.ZodType<WindowPlace> = z.object({
  bounds: z.object({ x: coordinate, y: coordinate, width: extent, height: extent }),
  isMaximized: z.boolean(),
  displayId: z.number(),
});

/**
 * The remembered place on the screens that are there now: wholly on the one that shows most of it, else the one where
 * it was, else the main one. Never smaller than `MIN_WINDOW`, even where that is larger than the screen.
 * @param screens - the main one first; at least one
 */
export function fitPlace(place: WindowPlace | null, screens: readonly [Screen, ...Screen[]]): FirstPlace {
  if (place === null) return { bounds: fitSize(FIRST_SIZE, screens[0].workArea), isMaximized: false };
  const { workArea } = screenOf(place, screens);
  const size = fitSize(place.bounds, workArea);
  const x = clamp(place.bounds.x, workArea.x, workArea.x + workArea.width - size.width);
  const y = clamp(place.bounds.y, workArea.y, workArea.y + workArea.height - size.height);
  return { bounds: { x, y, ...size }, isMaximized: place.isMaximized };
}

function screenOf({ bounds, displayId }: WindowPlace, screens: readonly [Screen, ...Screen[]]): Screen {
  const shown = screens.map((screen) => ({ screen, area: sharedArea(bounds, screen.workArea) }));
  const best = shown.reduce((a, b) => (b.area > a.area ? b : a));
  if (best.area > 0) return best.screen;
  return screens.find(({ id }) => id === displayId) ?? screens[0];
}

function sharedArea(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}

function fitSize(size: { readonly width: number; readonly height: number }, workArea: Rectangle) {
  return {
    width: Math.max(MIN_WINDOW.width, Math.min(size.width, workArea.width)),
    height: Math.max(MIN_WINDOW.height, Math.min(size.height, workArea.height)),
  };
}

/** `lowest` wins where there is no room: the title bar is what must be reached. */
function clamp(value: number, lowest: number, highest: number): number {
  return Math.max(lowest, Math.min(value, highest));
}
