import { SendToDialog } from './send-to-dialog.tsx';
import { useStrayFiles } from './use-stray-files.ts';
import { useWindowDrag } from './use-window-drag.ts';

/** Takes what is dropped beside the tiles or pasted, whatever the window shows, and asks for whom it is. */
export function StrayFiles() {
  const { waiting, offer, sendTo, forget } = useStrayFiles();
  useWindowDrag(offer);
  return <SendToDialog files={waiting} onChoose={sendTo} onClose={forget} />;
}
