import type { StateListener } from './engine-state.ts';
import type { WriteLog } from './log.ts';

/**
 * Tells all of them one after the other. One that throws is logged and costs the others nothing: a desktop that cannot
 * show a number on an icon must not end a transfer, nor keep it out of the history.
 */
export function eachByItself(listeners: Readonly<Record<string, StateListener>>, log: WriteLog): StateListener {
  return (event, now) => {
    for (const [name, listener] of Object.entries(listeners)) {
      try {
        listener(event, now);
      } catch (error) {
        const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
        log('main', { level: 'error', message: `${name} could not be told`, facts: { event: event.type }, stack });
      }
    }
  };
}
