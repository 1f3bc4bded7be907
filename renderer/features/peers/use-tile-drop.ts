import { useRef, useState, type DragEvent } from 'react';
import { carriesFiles } from './dragged-files.ts';

interface TileDrop {
  readonly isOver: boolean;
  /** To spread on the element that is the target. */
  readonly handlers: {
    readonly onDragEnter: (event: DragEvent) => void;
    readonly onDragOver: (event: DragEvent) => void;
    readonly onDragLeave: (event: DragEvent) => void;
    readonly onDrop: (event: DragEvent) => void;
  };
}

/** Makes an element a target for files; `onFiles` gets what was dropped, which may be none. */
export function useTileDrop(onFiles: (files: readonly File[]) => void): TileDrop {
  // enter and leave also come for every child: only the last one leaving counts
  const depth = useRef(0);
  const [isOver, setOver] = useState(false);
  const move = (event: DragEvent, change: 1 | -1): void => {
    if (!carriesFiles(event.dataTransfer)) return;
    depth.current = Math.max(0, depth.current + change);
    setOver(depth.current > 0);
  };
  return {
    isOver,
    handlers: {
      onDragEnter: (event) => {
        event.preventDefault();
        move(event, 1);
      },
      onDragOver: (event) => {
        if (!carriesFiles(event.dataTransfer)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      },
      onDragLeave: (event) => move(event, -1),
      onDrop: (event) => {
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        if (carriesFiles(event.dataTransfer)) onFiles([...event.dataTransfer.files]);
      },
    },
  };
}
