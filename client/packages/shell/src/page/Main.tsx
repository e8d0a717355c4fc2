import { SlotView, useHost, useIsFilled } from '@instar/react';
import type { KeyboardEvent, ReactNode } from 'react';
import { Connection } from '../connection/Connection.tsx';
import { ConnectionBanner } from '../connection/ConnectionBanner.tsx';
import { IconButton } from './Button.tsx';
import { panel, side } from './drawer.ts';

interface Props {
  readonly header: ReactNode;
  readonly children: ReactNode;
  onKeyDown?(event: KeyboardEvent): void;
}

/** The middle of the page: a header that tells of the connection, and what it is about. */
export function Main({ header, children, onKeyDown }: Props) {
  const { threadId } = useHost();
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys of what is inside
    <main id="main" className="main" onKeyDown={onKeyDown} tabIndex={-1}>
      <header className="main-header">
        {useIsFilled('threadList') && (
          <IconButton
            icon="menu"
            label="Open threads"
            className="narrow-only"
            onClick={() => side.drawn.set(true)}
          />
        )}
        {header}
        <Connection />
        {useIsFilled('rightPanel') && (
          <IconButton
            icon="panel"
            label="Open panel"
            className="panel-button"
            onClick={() => panel.drawn.set(true)}
          />
        )}
      </header>
      <ConnectionBanner />
      <SlotView name="banner" props={{ threadId }} frame={BannerFrame} />
      {children}
      <SlotView name="statusBar" props={{ threadId }} frame={StatusFrame} />
    </main>
  );
}

function BannerFrame({ children }: { readonly children: ReactNode }) {
  return (
    <section className="banner banner-area" aria-label="Banner">
      {children}
    </section>
  );
}

function StatusFrame({ children }: { readonly children: ReactNode }) {
  return (
    <section className="status-bar" aria-label="Status bar">
      {children}
    </section>
  );
}
