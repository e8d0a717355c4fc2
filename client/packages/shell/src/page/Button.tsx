import type { ComponentProps } from 'react';
import { Icon, type IconName } from './Icon.tsx';

type Props = ComponentProps<'button'> & {
  readonly look?: 'plain' | 'quiet' | 'primary' | 'danger';
};

export function Button({ look = 'plain', className = '', ...rest }: Props) {
  return <button type="button" className={`button button-${look} ${className}`} {...rest} />;
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  readonly icon: IconName;
  readonly label: string;
  readonly size?: number;
};

/** A button that is only a drawing: its name shows when it is pointed at or focused. */
export function IconButton({ icon, label, size = 18, className = '', ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      className={`icon-button ${className}`}
      aria-label={label}
      data-tip={label}
      {...rest}
    >
      <Icon name={icon} size={size} />
    </button>
  );
}
