import type { KeyboardEvent, ReactNode } from 'react';
import { Connection } from '../connection/Connection.tsx';
import { ConnectionBanner } from '../connection/ConnectionBanner.tsx';
import { IconButton } from './Button.tsx';
import { drawer } from './drawer.ts';

interface Props {
  readonly header: ReactNode;
  readonly children: ReactNode;
  onKeyDown?(event: KeyboardEvent): void;
}

/** The right side of the page: a header that tells of the connection, and what it is about. */
export function Main({ header, children, onKeyDown }: Props) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys of what is inside
    <main id="main" className="main" onKeyDown={onKeyDown} tabIndex={-1}>
      <header className="main-header">
        <IconButton
          icon="menu"
          label="Open threads"
          className="narrow-only"
          onClick={() => drawer.set(true)}
        />
        {header}
        <Connection />
      </header>
      <ConnectionBanner />
      {children}
    </main>
  );
}
