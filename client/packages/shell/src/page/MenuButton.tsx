import { type ComponentProps, type ReactNode, Suspense, useRef, useState } from 'react';
import { lazily } from './lazily.ts';
import type { MenuGroup } from './MenuBody.tsx';

const load = () => import('./MenuBody.tsx');
const MenuBody = lazily(() => load().then((module) => module.MenuBody));

type Props = Omit<ComponentProps<'button'>, 'children'> & {
  readonly label: string;
  readonly groups: readonly MenuGroup[];
  /** With which of its ends the menu stands at the button's. */
  readonly align?: 'start' | 'end';
  readonly children: ReactNode;
};

/** A button that opens a menu. What draws the menu is loaded when a hand comes near. */
export function MenuButton({ label, groups, align = 'end', children, ...rest }: Props) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);

  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
        onClick={() => setOpen(!open)}
        {...rest}
      >
        {children}
      </button>
      {open && (
        <Suspense>
          <MenuBody
            label={label}
            groups={groups}
            align={align}
            trigger={button}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
