import type { ComponentProps, ReactNode } from 'react';
import { Button } from './button.tsx';
import { Tooltip } from './tooltip.tsx';

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** What it does, for the tooltip. */
  readonly hint: string;
  /** The same with its object, for screen readers: `Cancel Photos 2026`. */
  readonly label?: string;
  readonly icon: ReactNode;
}

export function IconButton({ hint, label = hint, icon, className = '', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={hint}>
      <Button look="plain" className={`icon-button ${className}`} aria-label={label} {...rest}>
        {icon}
      </Button>
    </Tooltip>
  );
}
