import type { Source } from '@instar/protocol';
import { useState } from 'react';
import { safeHref } from '../markdown/links.ts';

const SHOWN = 3;

/** What an answer leans on, numbered; the first few, and the rest when they are asked for. */
export function Sources({ sources }: { readonly sources: readonly Source[] }) {
  const [open, setOpen] = useState(false);
  if (sources.length === 0) return null;
  const more = sources.length - SHOWN;
  const shown = open ? sources : sources.slice(0, SHOWN);
  return (
    <section className="sources" aria-label="Sources">
      <ol>
        {shown.map((source, index) => (
          // An answer may name a page twice.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            <SourceView source={source} />
          </li>
        ))}
      </ol>
      {more > 0 && (
        <button type="button" className="more" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Show less' : `Show ${more} more`}
        </button>
      )}
    </section>
  );
}

/** A link, where its address is one of the web. */
function SourceView({ source: { url, title } }: { readonly source: Source }) {
  const href = safeHref(url);
  if (!href?.startsWith('http')) return <span dir="auto">{title || url}</span>;
  const host = new URL(href).host.replace(/^www\./, '');
  return (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer">
      <span dir="auto">{title || host}</span>
      {title && <small dir="ltr">{host}</small>}
    </a>
  );
}
