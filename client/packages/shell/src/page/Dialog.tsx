import { type ReactNode, useEffect, useRef } from 'react';
import { IconButton } from './Button.tsx';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
  onClose(): void;
}

/** A modal window. The browser keeps the focus inside and closes on Escape and a press beside it. */
export function Dialog({ title, children, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);

  return (
    <dialog ref={dialog} className="dialog" aria-label={title} closedby="any" onClose={onClose}>
      <div className="dialog-body">
        <header>
          <h2>{title}</h2>
          <IconButton icon="close" label="Close" data-tip={undefined} onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
