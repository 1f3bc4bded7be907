import { describe, expect, it } from 'vitest';
import {
  fitPlace,
  MIN_WINDOW,
  windowPlaceSchema,
  type Rectangle,
  type Screen,
  type WindowPlace,
} from './window-place.ts';

const main: Screen = { id: 1, workArea: { x: 0, y: 30, width: 1920, height: 1050 } };
const right: Screen = { id: 2, workArea: { x: 1920, y: 0, width: 1280, height: 1024 } };
const left: Screen = { id: 3, workArea: { x: -1280, y: 0, width: 1280, height: 1024 } };

const placeAt = (bounds: Rectangle, displayId = 1, isMaximized = false): WindowPlace => ({
  bounds,
  displayId,
  isMaximized,
});

describe('fitPlace()', () => {
  it('lets the system place a first window, no larger than the screen', () => {
    expect(fitPlace(null, [main])).toEqual({ bounds: { width: 1040, height: 760 }, isMaximized: false });
    const small: Screen = { id: 1, workArea: { x: 0, y: 0, width: 800, height: 600 } };
    expect(fitPlace(null, [small]).bounds).toEqual({ width: 800, height: 600 });
  });

  it.each([
    ['where it was', { x: 100, y: 100, width: 900, height: 700 }, [main], { x: 100, y: 100, width: 900, height: 700 }],
    ['on the second screen', { x: 2000, y: 10, width: 900, height: 700 }, [main, right], { x: 2000, y: 10 }],
    ['left of the main one', { x: -900, y: 10, width: 800, height: 700 }, [main, left], { x: -900, y: 10 }],
    ['where most of it was', { x: 1800, y: 100, width: 900, height: 700 }, [main, right], { x: 1920, y: 100 }],
    ['out from under the panel', { x: 100, y: 0, width: 900, height: 700 }, [main], { x: 100, y: 30 }],
    ['back from below', { x: 100, y: 900, width: 900, height: 700 }, [main], { x: 100, y: 380 }],
    ['back from far away', { x: 99_999, y: -99_999, width: 900, height: 700 }, [main], { x: 1020, y: 30 }],
    ['grown to the least size', { x: 0, y: 30, width: 1, height: 1 }, [main], { ...MIN_WINDOW }],
    ['shrunk to the screen', { x: 0, y: 30, width: 9000, height: 9000 }, [main], { x: 0, y: 30, ...sizeOf(main) }],
  ] as const)('puts it %s', (_case, bounds, screens, expected) => {
    expect(fitPlace(placeAt(bounds), screens).bounds).toMatchObject(expected);
  });

  it('goes back to its screen when that has moved, else to the main one', () => {
    const bounds = { x: 5000, y: 0, width: 900, height: 700 };
    expect(fitPlace(placeAt(bounds, 2), [main, right]).bounds).toMatchObject({ x: 1920 + 1280 - 900 });
    expect(fitPlace(placeAt(bounds, 9), [main, right]).bounds).toMatchObject({ x: 1020, y: 30 });
  });

  it('keeps the title bar in reach on a screen that is smaller than the least size', () => {
    const tiny: Screen = { id: 1, workArea: { x: 10, y: 20, width: 320, height: 240 } };
    const { bounds } = fitPlace(placeAt({ x: 200, y: 200, width: 900, height: 700 }), [tiny]);
    expect(bounds).toEqual({ x: 10, y: 20, ...MIN_WINDOW });
  });

  it('remembers that it was maximised', () => {
    expect(fitPlace(placeAt({ x: 0, y: 30, width: 900, height: 700 }, 1, true), [main]).isMaximized).toBe(true);
  });
});

function sizeOf({ workArea: { width, height } }: Screen) {
  return { width, height };
}

describe('windowPlaceSchema', () => {
  const good = placeAt({ x: -5, y: 0, width: 900, height: 700 });

  it.each([
    null,
    {},
    { ...good, bounds: { ...good.bounds, x: 1e300 } },
    { ...good, bounds: { ...good.bounds, width: 0 } },
    { ...good, bounds: { ...good.bounds, height: '700' } },
    { ...good, bounds: { ...good.bounds, y: 0.5 } },
    { ...good, isMaximized: 1 },
    { ...good, displayId: null },
  ])('refuses %j', (value) => {
    expect(windowPlaceSchema.safeParse(value).success).toBe(false);
  });

  it('takes what is written', () => {
    expect(windowPlaceSchema.parse(good)).toEqual(good);
  });
});
