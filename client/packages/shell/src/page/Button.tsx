import type { ComponentProps, MouseEvent } from 'react';
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
  /** Why it can not be used now. It stays where the focus can reach it, and says so. */
  readonly refused?: string | undefined;
};

/** A button that is only a drawing: its name shows when it is pointed at or focused. */
export function IconButton({
  icon,
  label,
  size = 18,
  refused,
  className = '',
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      className={`icon-button ${className}`}
      aria-label={label}
      data-tip={label}
      {...rest}
      {...(refused !== undefined && refusing(refused))}
    >
      <Icon name={icon} size={size} />
    </button>
  );
}

/** What makes a control refuse to be used, and say why. */
export const refusing = (reason: string) => ({
  'aria-disabled': true,
  'aria-description': reason,
  'data-tip': reason,
  onClick: (event: MouseEvent) => event.preventDefault(),
});
