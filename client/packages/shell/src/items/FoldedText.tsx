import { useState } from 'react';

const LINES = 6;
const CHARS = 480;

/** Text of a machine: its beginning, and the rest when it is asked for. */
export function FoldedText({ text }: { readonly text: string }) {
  const [open, setOpen] = useState(false);
  const start = text.split('\n', LINES).join('\n').slice(0, CHARS);
  const long = start.length < text.length;
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
      <pre className="folded-text" dir="auto" {...(open && { tabIndex: 0 })}>
        {open || !long ? text : `${start}…`}
      </pre>
      {long && (
        <button type="button" className="more" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Show less' : 'Show all'}
        </button>
      )}
    </>
  );
}
