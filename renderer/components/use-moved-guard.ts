import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type MouseEvent,
  type RefObject,
  type SyntheticEvent,
} from 'react';
import { createMovementLog, type Places } from './movement-log.ts';

type Strictness = 'always' | 'at-rest';

interface MovedGuard {
  /** Whether the child with that `data-steady-id` was elsewhere a moment ago, but not before `sinceMs`. */
  readonly hasJustMoved: (id: string, sinceMs?: number) => boolean;
  /** To spread on the list: a press on a child that has just moved goes no further, and `onRefused` is called. */
  readonly handlers: {
    readonly onPointerDownCapture: (event: SyntheticEvent) => void;
    readonly onMouseDownCapture: (event: SyntheticEvent) => void;
    readonly onClickCapture: (event: MouseEvent) => void;
  };
}

/**
 * Keeps the pointer from what came under it a moment ago: the children of `list` that carry `data-steady-id`. The
 * keyboard presses what it is on, wherever that stands.
 *
 * @param strictness - `at-rest`: only from what came under it while it did not move itself, for lists in which the user
 *   moves things
 */
export function useMovedGuard(
  list: RefObject<HTMLElement | null>,
  isAimed: boolean,
  onRefused: () => void,
  strictness: Strictness = 'always',
): MovedGuard {
  const watch = useWatch(list, isAimed, strictness);
  const hasJustMoved = strictness === 'always' ? watch.hasJustMoved : watch.hasMovedUnderPointer;
  const isPressRefused = useRef(false);
  const refuse = (event: SyntheticEvent): void => {
    event.preventDefault();
    event.stopPropagation();
  };
  const handleDown = (event: SyntheticEvent): void => {
    const id = steadyIdOf(event.target);
    isPressRefused.current = id !== undefined && hasJustMoved(id);
    if (isPressRefused.current) refuse(event);
  };
  return {
    hasJustMoved,
    handlers: {
      onPointerDownCapture: handleDown,
      onMouseDownCapture: (event) => isPressRefused.current && refuse(event),
      onClickCapture: (event) => {
        const wasRefused = isPressRefused.current;
        isPressRefused.current = false;
        const id = steadyIdOf(event.target);
        // 0: the keyboard; a press that was refused before may have been let go elsewhere
        if (event.detail === 0 || !(wasRefused || (id !== undefined && hasJustMoved(id)))) return;
        refuse(event);
        onRefused();
      },
    },
  };
}

function steadyIdOf(target: EventTarget): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('[data-steady-id]')?.dataset['steadyId'] : undefined;
}

/** Looks where everything is after each drawing, and after whatever else may move it. */
function useWatch(list: RefObject<HTMLElement | null>, isAimed: boolean, strictness: Strictness): PlaceWatch {
  const aim = useRef(isAimed);
  const [watch] = useState(() => new PlaceWatch(list, aim));
  useLayoutEffect(() => {
    if (strictness === 'always') aim.current = isAimed;
    watch.look();
    // in a list that has just been opened nothing has moved; what comes later has come into the place of another
    if (strictness === 'at-rest') aim.current = true;
  });
  useEffect(() => watch.start(), [watch]);
  return watch;
}

class PlaceWatch {
  readonly #list: RefObject<HTMLElement | null>;
  readonly #isAimed: RefObject<boolean>;
  #pointerMovedAtMs = -Infinity;
  readonly #log = createMovementLog(() => performance.now());

  constructor(list: RefObject<HTMLElement | null>, isAimed: RefObject<boolean>) {
    this.#list = list;
    this.#isAimed = isAimed;
  }

  readonly look = (): void => this.#log.look(placesIn(this.#list.current), this.#isAimed.current);

  readonly hasJustMoved = (id: string, sinceMs?: number): boolean => {
    this.look();
    return this.#log.hasJustMoved(id, sinceMs);
  };

  readonly hasMovedUnderPointer = (id: string): boolean => {
    this.look();
    return this.#log.hasJustMoved(id, this.#pointerMovedAtMs);
  };

  /** Looks whenever things may have moved, until the result is called. */
  start(): () => void {
    const controller = new AbortController();
    const options = { capture: true, passive: true, signal: controller.signal };
    for (const type of ['scroll', 'resize', 'pointermove', 'dragover'] as const) {
      window.addEventListener(type, this.look, options);
    }
    const notePointer = (): void => void (this.#pointerMovedAtMs = performance.now());
    window.addEventListener('pointermove', notePointer, options);
    // whatever grows or appears above the list changes the size of one of these
    const sizes = new ResizeObserver(this.look);
    for (let box: Element | null = this.#list.current; box !== null; box = box.parentElement) sizes.observe(box);
    return () => {
      controller.abort();
      sizes.disconnect();
    };
  }
}

/** Offsets, and not where each is drawn: what is pointed at may be drawn a little larger. */
function placesIn(list: HTMLElement | null): Places {
  const places = new Map<string, { readonly x: number; readonly y: number }>();
  if (list === null) return places;
  const corner = list.getBoundingClientRect();
  for (const child of list.children) {
    const id = child instanceof HTMLElement ? child.dataset['steadyId'] : undefined;
    if (id === undefined || !(child instanceof HTMLElement)) continue;
    places.set(id, { x: corner.x + child.offsetLeft, y: corner.y + child.offsetTop });
  }
  return places;
}
