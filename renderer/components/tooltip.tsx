import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement } from 'react';
import './popup.css';

interface TooltipProps {
  /** Short plain text; what the trigger is for, when that is not written on it. */
  readonly text: string;
  /** It says no more than what can be read on it now. */
  readonly isOff?: boolean;
  /** One element that takes a ref. It needs a name of its own: a tooltip is not read by every screen reader. */
  readonly children: ReactElement;
}

export function Tooltip({ text, isOff = false, children }: TooltipProps) {
  return (
    <Base.Root disabled={isOff}>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} collisionPadding={8} className="popup-layer">
          <Base.Popup className="tooltip">{text}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
