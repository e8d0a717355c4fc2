import { type ComposerBarProps, useInterface } from '@instar/react';
import { Suspense, useRef, useState } from 'react';
import { Icon } from '../page/Icon.tsx';
import { lazily } from '../page/lazily.ts';
import { optionalIn, settableIn } from './settable.ts';

const load = () => import('./OptionsBody.tsx');
const OptionsBody = lazily(() => load().then((module) => module.OptionsBody));

/** The switches that people may move, and the pickers. */
export function Options({ threadId }: ComposerBarProps) {
  const toggles = useInterface(threadId, (ui) => ui.toggles);
  const pickers = useInterface(threadId, (ui) => ui.pickers);
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const count = settableIn(toggles).length + optionalIn(pickers).length;
  if (count === 0) return null;

  return (
    <>
      <button
        ref={button}
        type="button"
        className="icon-button"
        aria-label="Options"
        data-tip={open ? undefined : 'Options'}
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
        onClick={() => setOpen(!open)}
      >
        <Icon name="options" size={18} />
      </button>
      {open && (
        <Suspense>
          <OptionsBody threadId={threadId} trigger={button} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
