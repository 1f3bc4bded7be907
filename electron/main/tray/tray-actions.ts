import type { Dialogs } from '../dialogs.ts';
import type { EngineHost } from '../engine-host.ts';
import { sendChosen } from '../send-chosen.ts';
import type { ErrorInfo } from '../../../shared/errors/error-info.ts';
import { toErrorInfo } from '../../../shared/errors/lanyard-error.ts';
import type { SettingsKeeper } from '../settings/settings-keeper.ts';
import { desktopText, errorText } from '../text/desktop-text.ts';
import { shownName } from '../text/text.ts';
import type { TrayActions } from './tray-menu.ts';

export interface TrayActionOptions {
  readonly commands: () => Pick<EngineHost['commands'], 'send'>;
  readonly dialogs: Pick<Dialogs, 'chooseThingsToSend'>;
  readonly settings: () => Pick<SettingsKeeper, 'change'>;
  readonly open: () => void;
  readonly quit: () => void;
  /** Tells the user what went wrong. */
  readonly tell: (message: string) => void;
  /** The menu ticks its box by itself; it may have to be taken back. */
  readonly redraw: () => void;
}

/** What the entries of the tray's menu do. */
export function createTrayActions(options: TrayActionOptions): TrayActions {
  async function sendTo(peerId: Parameters<TrayActions['sendTo']>[0]['id'], name: string): Promise<void> {
    const peer = shownName(name);
    const tellFailure = (error: ErrorInfo): void =>
      options.tell(`${desktopText()('sendFailed', { peer })}\n${errorText(error, peer)}`);
    try {
      const paths = await options.dialogs.chooseThingsToSend('files');
      if (paths.length === 0) return;
      const sent = await sendChosen(options.commands(), peerId, paths);
      if (!sent.ok) tellFailure(sent.error);
    } catch (error) {
      // a dialog that the system could not open
      tellFailure(toErrorInfo(error));
    }
  }

  async function setReceiving(isReceiving: boolean): Promise<void> {
    try {
      await options.settings().change({ isReceiving });
    } catch (error) {
      options.redraw();
      options.tell(errorText(toErrorInfo(error), ''));
    }
  }

  return {
    open: options.open,
    sendTo: ({ id, name }) => void sendTo(id, name),
    setReceiving: (isReceiving) => void setReceiving(isReceiving),
    quit: options.quit,
  };
}
