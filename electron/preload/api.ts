import { ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import { LISTENERS, REQUESTS } from '../../shared/ipc/contract.ts';
import type { EventChannel, Events, RequestArgs, RequestName, RequestReply } from '../../shared/ipc/contract.ts';
import type { ErrorCode } from '../../shared/errors/codes.ts';
import { IPC_LIMITS, isSendablePath } from '../../shared/ipc/limits.ts';
import { failure, type Result } from '../../shared/errors/result.ts';
import type { PeerId } from '../../shared/model/ids.ts';

type Asking = { readonly [N in RequestName]: (...args: RequestArgs<N>) => Promise<RequestReply<N>> };
type Listening = {
  readonly [C in EventChannel as (typeof LISTENERS)[C]]: (listener: (payload: Events[C]) => void) => () => void;
};

/** One function for each request, which can reach its own channel and no other. */
function createAsking(): Asking {
  const entries = Object.keys(REQUESTS).map((name) => [
    name,
    (...args: unknown[]): Promise<unknown> => ipcRenderer.invoke(name, ...args),
  ]);
  // invoke is untyped: main's one handler table gives what the contract says, and checks what it takes
  return Object.fromEntries(entries) as Asking;
}

/** One function for each event: calls its listener until the function that it returns is called. */
function createListening(): Listening {
  const entries = Object.entries(LISTENERS).map(([channel, name]) => [
    name,
    (listener: (payload: unknown) => void) => {
      const forward = (_event: IpcRendererEvent, payload: unknown): void => listener(payload);
      ipcRenderer.on(channel, forward);
      return () => void ipcRenderer.off(channel, forward);
    },
  ]);
  // on is untyped: what main sends is typed by the contract (broadcast in electron/main/ipc-main.ts)
  return Object.fromEntries(entries) as Listening;
}

const asking = createAsking();

/** Requests with `paths`. A page that could fill them in could send any file: each has a function of its own here. */
type PathRequest = {
  [N in RequestName]: RequestArgs<N> extends [{ readonly paths: unknown }] ? N : never;
}[RequestName];
const filesInsteadOfPaths = {
  sendFiles: (peerId: PeerId, files: readonly File[]): Promise<RequestReply<'sendFiles'>> => {
    if (files.length > IPC_LIMITS.paths) return refuse('TRANSFER_TOO_MANY_THINGS');
    const { paths, withoutPath } = divide(files);
    if (paths.length + withoutPath.length === 0) return refuse('TRANSFER_NOTHING_TO_SEND');
    return asking.sendFiles({ peerId, paths, ...(withoutPath.length > 0 && { withoutPath }) });
  },
} satisfies { readonly [N in PathRequest]: (...args: never) => Promise<RequestReply<N>> };

function refuse(code: ErrorCode): Promise<Result<never>> {
  return Promise.resolve(failure({ code, at: 'here' }));
}

/**
 * Dropped or pasted files as paths. The system tells no path of a picture copied from a page, nor of a name that is not
 * text: their names go along, so that both ends are told that they were not sent.
 */
function divide(files: readonly File[]): { readonly paths: string[]; readonly withoutPath: string[] } {
  const found = files.map((file) => ({ file, path: pathOf(file) }));
  return {
    paths: found.map(({ path }) => path).filter((path) => path !== ''),
    withoutPath: found.filter(({ path }) => path === '').map(({ file }) => file.name.slice(0, IPC_LIMITS.nameUnits)),
  };
}

/** Empty: there is none, or none that main would take. */
function pathOf(file: File): string {
  try {
    const path = webUtils.getPathForFile(file);
    return isSendablePath(path) ? path : '';
  } catch {
    // not a file at all: one bad thing does not cost the others
    return '';
  }
}

/**
 * All that the page can do: named functions, plain data both ways, made from the lists of shared/ipc/contract.ts. There
 * is none that takes a channel. The page's type is derived from this (`LanyardApi`), so the two cannot drift.
 */
export const api: LanyardApi = { ...asking, ...filesInsteadOfPaths, ...createListening() };

export type LanyardApi = Omit<Asking, PathRequest> & typeof filesInsteadOfPaths & Listening;
