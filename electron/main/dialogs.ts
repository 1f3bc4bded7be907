import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron';
import { desktopText } from './text/desktop-text.ts';

/** The system's own dialogs: the other way, beside a drop, in which the user gives us a path. */
export interface Dialogs {
  /** Absolute paths; none when the user chose nothing. */
  chooseThingsToSend(kind: 'files' | 'folders'): Promise<readonly string[]>;
  /** Opens at `startAt`; null when the user chose nothing. */
  chooseFolder(startAt: string): Promise<string | null>;
  /** Absolute path; null when the user chose nothing. The system has asked before naming a file that exists. */
  chooseReceiptFile(suggestedName: string): Promise<string | null>;
}

/** @param parent - the window that the dialogs belong to */
export function createDialogs(parent: () => BrowserWindow | null): Dialogs {
  async function open(options: OpenDialogOptions): Promise<readonly string[]> {
    const window = parent();
    const { canceled, filePaths } = await (window
      ? dialog.showOpenDialog(window, options)
      : dialog.showOpenDialog(options));
    return canceled ? [] : filePaths;
  }

  return {
    chooseThingsToSend: (kind) =>
      open({
        ...wordsOf(kind === 'files' ? 'chooseFiles' : 'chooseFolders'),
        properties: [kind === 'files' ? 'openFile' : 'openDirectory', 'multiSelections'],
      }),
    async chooseFolder(startAt) {
      const [folder] = await open({
        ...wordsOf('chooseDestination'),
        defaultPath: startAt,
        properties: ['openDirectory', 'createDirectory'],
      });
      return folder ?? null;
    },
    async chooseReceiptFile(suggestedName) {
      const options = { ...wordsOf('chooseReceipt'), defaultPath: suggestedName };
      const window = parent();
      const { canceled, filePath } = await (window
        ? dialog.showSaveDialog(window, options)
        : dialog.showSaveDialog(options));
      return canceled || filePath === '' ? null : filePath;
    },
  };
}

type Asking = 'chooseFiles' | 'chooseFolders' | 'chooseDestination' | 'chooseReceipt';

function wordsOf(dialog: Asking): Pick<OpenDialogOptions, 'title' | 'buttonLabel'> {
  const t = desktopText();
  return { title: t(`${dialog}.title`), buttonLabel: t(`${dialog}.button`) };
}
