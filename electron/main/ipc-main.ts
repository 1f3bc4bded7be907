import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import type { ZodType } from 'zod';
import { IpcError, LanyardError, toErrorInfo } from '../../shared/errors/lanyard-error.ts';
import { failure } from '../../shared/errors/result.ts';
import type { EventChannel, Events, RequestArgs, RequestChannel, RequestReply } from '../../shared/ipc/contract.ts';
import { requestSchemas } from '../../shared/ipc/schemas.ts';
import { APP_ORIGIN } from './app-origin.ts';
import type { WriteLog } from './log.ts';

type Reply<C extends RequestChannel> = Promise<RequestReply<C>> | RequestReply<C>;

/** One handler for each channel of the contract: a missing or a superfluous one does not compile. */
export type Handlers = { readonly [C in RequestChannel]: (...args: RequestArgs<C>) => Reply<C> };

interface IpcOptions {
  readonly handlers: Handlers;
  /** The windows we made that are still there. */
  readonly windows: () => readonly BrowserWindow[];
  readonly log: WriteLog;
}

/**
 * Answers every channel of the contract, and none besides, to our own page only.
 * A caller always gets a `Result`: IPC_UNTRUSTED_SENDER, IPC_BAD_ARGS, or what its handler says.
 */
export function setupIpc({ handlers, windows, log }: IpcOptions): void {
  // the record's keys are exactly the channels; Object.keys widens them
  for (const channel of Object.keys(requestSchemas) as RequestChannel[]) {
    ipcMain.handle(channel, async (event, ...args: unknown[]) => {
      try {
        checkSender(event, windows());
        return await run(handlers, channel, args);
      } catch (error) {
        logRefusal(log, channel, error);
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

function run<C extends RequestChannel>(handlers: Handlers, channel: C, args: readonly unknown[]): Reply<C> {
  return handlers[channel](...parseArgs(channel, args));
}

function parseArgs<C extends RequestChannel>(channel: C, args: readonly unknown[]): RequestArgs<C> {
  const schema: ZodType<RequestArgs<C>> = requestSchemas[channel];
  const parsed = schema.safeParse(args);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  // where it is wrong, never what was sent: paths are nobody's business
  const context = { at: issue?.path.join('.') ?? '', problem: issue?.code ?? '' };
  throw new IpcError('IPC_BAD_ARGS', 'arguments do not fit the contract', { context });
}

function logRefusal(log: WriteLog, channel: RequestChannel, error: unknown): void {
  if (error instanceof LanyardError) {
    log('ipc', {
      level: 'warn',
      message: `${channel}: ${error.message}`,
      facts: { code: error.code, ...error.context },
    });
    return;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log('ipc', { level: 'error', message: `${channel} failed unexpectedly`, stack });
}
