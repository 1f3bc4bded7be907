import { useRef, useState } from 'react';

interface OneCall {
  /** A call runs: the button shows that it takes no other. */
  readonly isBusy: boolean;
  /** Runs `start`, unless an earlier call still runs. */
  readonly call: (start: () => Promise<unknown>) => void;
}

/** Lets a button ask once at a time. `start` must not reject. */
export function useOneCall(): OneCall {
  const [isBusy, setBusy] = useState(false);
  // the state is that of the last drawing: two presses may come between
  const isRunning = useRef(false);
  const run = async (start: () => Promise<unknown>): Promise<void> => {
    if (isRunning.current) return;
    isRunning.current = true;
    setBusy(true);
    await start();
    isRunning.current = false;
    setBusy(false);
  };
  return { isBusy, call: (start) => void run(start) };
}
