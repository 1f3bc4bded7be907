import { createEvent, fireEvent } from '@testing-library/react';

/** Files as a system drag shows them: counted before the drop, there only with it. */
function dataTransferOf(files: readonly File[]): Partial<DataTransfer> {
  return {
    types: ['Files'],
    // only kind is read
    items: files.map(() => ({ kind: 'file' })) as unknown as DataTransferItemList,
    files: files as unknown as FileList,
    dropEffect: 'none',
  };
}

export function makeFiles(count: number): File[] {
  return Array.from({ length: count }, (_, at) => new File(['x'], `file ${at}.txt`));
}

/** One step of a drag; returns whether the page took it. */
export function fireDrag(
  type: 'dragEnter' | 'dragOver' | 'dragLeave' | 'drop',
  target: Element,
  files: readonly File[],
): boolean {
  const event = createEvent[type](target);
  Object.defineProperty(event, 'dataTransfer', { value: dataTransferOf(files) });
  fireEvent(target, event);
  return event.defaultPrevented;
}

export function firePaste(files: readonly File[]): void {
  const event = new Event('paste', { bubbles: true, cancelable: true });
  Object.defineProperty(event, 'clipboardData', { value: { files } });
  (document.activeElement ?? document.body).dispatchEvent(event);
}
