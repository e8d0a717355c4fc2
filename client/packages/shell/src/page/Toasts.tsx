import { useEffect, useState } from 'react';
import { Button, IconButton } from './Button.tsx';
import { useStore } from './store.ts';
import { dismiss, type Toast, toasts } from './toasts.ts';

const SHOWN_MS = 8000;

export function Toasts() {
  const shown = useStore(toasts);
  return (
    <section className="toasts" aria-label="Notifications" aria-live="polite">
      {shown.map((each) => (
        <ToastView key={each.id} toast={each} />
      ))}
    </section>
  );
}

/** Stays while it is pointed at or has the focus, so that nobody has to hurry. */
function ToastView({ toast: { id, text, tone, action } }: { readonly toast: Toast }) {
  const [held, setHeld] = useState(false);

  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(() => dismiss(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held, id]);

  const act = () => {
    action?.run();
    dismiss(id);
  };
  return (
    <div
      className={`toast ${tone ? `toast-${tone}` : ''}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{text}</span>
      {action && (
        <Button look="quiet" onClick={act}>
          {action.label}
        </Button>
      )}
      <IconButton icon="close" label="Dismiss" size={16} onClick={() => dismiss(id)} />
    </div>
  );
}
