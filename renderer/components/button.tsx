import type { ComponentProps } from 'react';
import './button.css';

interface ButtonProps extends ComponentProps<'button'> {
  /** `primary`: the one thing to do here. `quiet`: the usual. `plain`: among other things in a row. */
  readonly look?: 'primary' | 'quiet' | 'plain';
}

export function Button({ look = 'quiet', className = '', type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={`button button-${look} ${className}`} {...rest} />;
}
