/** Milliseconds for which a thing that has moved takes no pointer: a person needs about 250 to see it and stop. */
export const UNSTEADY_MS = 300;

/** Pixels, from the window's corner. Less than one apart is the same place. */
interface Place {
  readonly x: number;
  readonly y: number;
}

export type Places = ReadonlyMap<string, Place>;

export interface MovementLog {
  /** Notes where things are now. `isAimed`: somebody may be aiming, and one that was not there before counts as moved. */
  look(places: Places, isAimed: boolean): void;
  /** As of the last look. `sinceMs`: movements before that time do not count. */
  hasJustMoved(id: string, sinceMs?: number): boolean;
}

/** Knows which of some things were elsewhere a moment ago, whatever moved them. */
export function createMovementLog(now: () => number): MovementLog {
  let known = new Map<string, Place & { readonly movedAtMs: number }>();
  return {
    look(places, isAimed) {
      const atMs = now();
      known = new Map(
        [...places].map(([id, place]) => {
          const before = known.get(id);
          const hasMoved = before === undefined ? isAimed : isElsewhere(before, place);
          return [id, { ...place, movedAtMs: hasMoved ? atMs : (before?.movedAtMs ?? -Infinity) }];
        }),
      );
    },
    hasJustMoved: (id, sinceMs = -Infinity) => {
      const movedAtMs = known.get(id)?.movedAtMs ?? -Infinity;
      return movedAtMs >= sinceMs && now() - movedAtMs < UNSTEADY_MS;
    },
  };
}

function isElsewhere(before: Place, place: Place): boolean {
  return Math.abs(before.x - place.x) >= 1 || Math.abs(before.y - place.y) >= 1;
}
