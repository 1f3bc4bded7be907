import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { Button } from './button.tsx';
import './panel-dialog.css';
import './popup.css';

interface PanelDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description: string;
  readonly closeLabel: string;
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
}

/**
 * A small dialog over the window. Not modal, so that an offer that arrives meanwhile can be answered;
 * a click beside it does not close it, so that nothing typed is lost.
 */
export function PanelDialog(props: PanelDialogProps) {
  const { isOpen, onClose, title, description, closeLabel, initialFocus, children } = props;
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()} modal={false} disablePointerDismissal>
      <Dialog.Portal>
        <Dialog.Popup className="panel-dialog popup" {...(initialFocus && { initialFocus })}>
          <Dialog.Title className="panel-dialog-title">{title}</Dialog.Title>
          <Dialog.Description className="muted">{description}</Dialog.Description>
          {children}
          {/* last in order, so that what the dialog is about gets the focus */}
          <Dialog.Close
            render={<Button look="plain" className="icon-button panel-dialog-close" aria-label={closeLabel} />}
          >
            <X size={16} aria-hidden="true" />
          </Dialog.Close>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
