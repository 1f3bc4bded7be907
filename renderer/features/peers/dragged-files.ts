/** Whether a drag carries files from outside, as far as the browser tells before the drop. */
export function carriesFiles(data: DataTransfer | null): boolean {
  return data?.types.includes('Files') ?? false;
}

/** Things dragged at the top level; 0 when the system does not say before the drop. */
export function countDragged(data: DataTransfer | null): number {
  return [...(data?.items ?? [])].filter((item) => item.kind === 'file').length;
}
