import type { ComponentProps, MouseEvent } from 'react';
import { navigate } from './route.ts';

type Props = Omit<ComponentProps<'a'>, 'href'> & { readonly href: string };

/** A link inside the page. What opens a new tab or window is left to the browser. */
export function Link({ href, onClick, children, ...rest }: Props) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (event.defaultPrevented || modified || event.button !== 0) return;
    event.preventDefault();
    navigate(href);
  };
  return (
    <a href={href} onClick={follow} {...rest}>
      {children}
    </a>
  );
}
