/** Runs `run` after each gap in turn, once restarted; does not keep the process alive. */
export function createSchedule(gapsMs: readonly number[], run: () => void, afterLast: 'end' | 'repeat-last') {
  let timer: NodeJS.Timeout | undefined;

  const plan = (index: number): void => {
    const gapMs = gapsMs[index] ?? (afterLast === 'repeat-last' ? gapsMs.at(-1) : undefined);
    if (gapMs === undefined) return;
    timer = setTimeout(() => {
      plan(index + 1);
      run();
    }, gapMs).unref();
  };
  const stop = (): void => clearTimeout(timer);

  return {
    /** From the first gap on, whatever was running. */
    restart: (): void => {
      stop();
      plan(0);
    },
    stop,
  };
}
