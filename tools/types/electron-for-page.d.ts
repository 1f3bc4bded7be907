// Stands in for Electron's types while the page is type-checked; see tsconfig.renderer.json.
export interface IpcRendererEvent {
  readonly senderId?: never;
}

export const ipcRenderer: {
  invoke(channel: string, ...args: readonly unknown[]): Promise<unknown>;
  // `never` arguments: any listener fits, as with Electron's own `any[]`
  on(channel: string, listener: (event: IpcRendererEvent, ...args: never[]) => void): void;
  off(channel: string, listener: (event: IpcRendererEvent, ...args: never[]) => void): void;
};

export const webUtils: { getPathForFile(file: File): string };

export const contextBridge: { exposeInMainWorld(key: string, api: unknown): void };
