import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import type { ZodType } from 'zod';
import { IpcError, LanyardError, toErrorInfo } from '../../shared/errors/lanyard-error.ts';
import { failure } from '../../shared/errors/result.ts';
import type { EventChannel, Events, RequestArgs, RequestName, RequestReply } from '../../shared/ipc/contract.ts';
import { requestSchemas } from '../../shared/ipc/schemas.ts';
import { APP_ORIGIN } from './app-origin.ts';
import type { WriteLog } from './log.ts';

type Reply<N extends RequestName> = Promise<RequestReply<N>> | RequestReply<N>;

/** One handler for each request of the contract: a missing or a superfluous one does not compile. */
export type Handlers = { readonly [N in RequestName]: (...args: RequestArgs<N>) => Reply<N> };

interface IpcOptions {
  readonly handlers: Handlers;
  /** The windows we made that are still there. */
  readonly windows: () => readonly BrowserWindow[];
  readonly log: WriteLog;
}

/**
 * Answers every request of the contract, and none besides, to our own page only.
 * A caller always gets a `Result`: IPC_UNTRUSTED_SENDER, IPC_BAD_ARGS, or what its handler says.
 */
export function setupIpc({ handlers, windows, log }: IpcOptions): void {
  // the record's keys are exactly the names; Object.keys widens them
  for (const name of Object.keys(requestSchemas) as RequestName[]) {
    ipcMain.handle(name, async (event, ...args: unknown[]) => {
      try {
        checkSender(event, windows());
        return await run(handlers, name, args);
      } catch (error) {
        logRefusal(log, name, error);
        return failure(toErrorInfo(error));
      }
    });
  }
}

/** Tells all `windows` what happened. */
export function broadcast<C extends EventChannel>(
  windows: readonly BrowserWindow[],
  channel: C,
  payload: Events[C],
): void {
  for (const window of windows) if (!window.isDestroyed()) window.webContents.send(channel, payload);
}

function checkSender(event: IpcMainInvokeEvent, windows: readonly BrowserWindow[]): void {
  // null: the frame has navigated away or is gone
  const frame = event.senderFrame;
  const isOurs = windows.some((window) => !window.isDestroyed() && window.webContents.mainFrame === frame);
  if (frame === null || !isOurs) throw new IpcError('IPC_UNTRUSTED_SENDER', 'not the main frame of our window');
  if (frame.origin !== APP_ORIGIN || !frame.url.startsWith(`${APP_ORIGIN}/`)) {
    throw new IpcError('IPC_UNTRUSTED_SENDER', 'not our page', { context: { origin: frame.origin } });
  }
}

function run<N extends RequestName>(handlers: Handlers, name: N, args: readonly unknown[]): Reply<N> {
  return handlers[name](...parseArgs(name, args));
}

function parseArgs<N extends RequestName>(name: N, args: readonly unknown[]): RequestArgs<N> {
  const schema: ZodType<RequestArgs<N>> = requestSchemas[name];
  const parsed = schema.safeParse(args);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  // where it is wrong, never what was sent: paths are nobody's business
  const context = { at: issue?.path.join('.') ?? '', problem: issue?.code ?? '' };
  throw new IpcError('IPC_BAD_ARGS', 'arguments do not fit the contract', { context });
}

function logRefusal(log: WriteLog, name: RequestName, error: unknown): void {
  if (error instanceof LanyardError) {
    log('ipc', {
      level: 'warn',
      message: `${name}: ${error.message}`,
      facts: { code: error.code, ...error.context },
    });
    return;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log('ipc', { level: 'error', message: `${name} failed unexpectedly`, stack });
}
