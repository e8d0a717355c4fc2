import type { ReactNode } from 'react';
import { IconButton } from './Button.tsx';
import { panel } from './drawer.ts';

const close = () => panel.drawn.set(false);

/** What stands around the right panel: a column of a wide page, a drawer of a narrow one. */
export function PanelFrame({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <aside className="panel" aria-label="Panel">
        <div className="panel-head">
          <IconButton icon="close" label="Close panel" className="drawer-close" onClick={close} />
        </div>
        <div className="panel-body">{children}</div>
      </aside>
      <button
        type="button"
        className="drawer-shade panel-shade"
        aria-label="Close panel"
        tabIndex={-1}
        onClick={close}
      />
    </>
  );
}
