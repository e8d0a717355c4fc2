import { type ReactNode, useEffect, useRef } from 'react';
import { IconButton } from './Button.tsx';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
  onClose(): void;
}

/** A modal window. The browser keeps the focus inside, closes on Escape and gives the focus back. */
export function Dialog({ title, children, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-label={title}
      onCancel={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
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
