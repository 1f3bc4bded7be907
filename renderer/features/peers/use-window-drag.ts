import { useEffect } from 'react';
import { useAppStore } from '../../bridge/app-context.tsx';
import type { AppState } from '../../stores/app-store.ts';
import { NO_DRAG } from '../../stores/drag-slice.ts';
import { carriesFiles, countDragged } from './dragged-files.ts';

type SetDrag = AppState['setDrag'];

/**
 * Tells the store of files dragged over the window. A drop that no tile took goes to `onStray`; without this the browser
 * would open the file in place of the app.
 */
export function useWindowDrag(onStray: (files: readonly File[]) => void): void {
  const store = useAppStore();
  useEffect(() => listenToDrags(store.getState().setDrag, onStray), [store, onStray]);
}

function listenToDrags(setDrag: SetDrag, onStray: (files: readonly File[]) => void): () => void {
  // every element entered is one more, every one left one less; 0 again: the window was left
  let depth = 0;
  const end = (): void => {
    depth = 0;
    setDrag(NO_DRAG);
  };
  const handleEnter = (event: DragEvent): void => {
    if (!carriesFiles(event.dataTransfer)) return;
    depth += 1;
    if (depth > 1) return;
    setDrag({ isDragging: true, itemCount: countDragged(event.dataTransfer), startedAtMs: performance.now() });
  };
  const handleLeave = (event: DragEvent): void => {
    if (!carriesFiles(event.dataTransfer)) return;
    depth -= 1;
    if (depth <= 0) end();
  };
  const handleOver = (event: DragEvent): void => {
    const isTaken = event.defaultPrevented;
    event.preventDefault();
    if (!isTaken && event.dataTransfer !== null && !carriesFiles(event.dataTransfer)) {
      event.dataTransfer.dropEffect = 'none';
    }
  };
  const handleDrop = (event: DragEvent): void => {
    const isTaken = event.defaultPrevented;
    event.preventDefault();
    end();
    if (!isTaken && carriesFiles(event.dataTransfer)) onStray([...(event.dataTransfer?.files ?? [])]);
  };
  const controller = new AbortController();
  const options = { signal: controller.signal };
  window.addEventListener('dragenter', handleEnter, options);
  window.addEventListener('dragleave', handleLeave, options);
  window.addEventListener('dragover', handleOver, options);
  window.addEventListener('drop', handleDrop, options);
  // no pointer moves during a system drag: one that does means it ended elsewhere
  window.addEventListener('pointermove', () => depth > 0 && end(), options);
  return () => controller.abort();
}
