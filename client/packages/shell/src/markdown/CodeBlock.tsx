import { useEffect, useState } from 'react';
import { CopyButton } from '../page/CopyButton.tsx';
import type { Line } from './highlight.ts';

interface Props {
  readonly code: string;
  readonly language: string | undefined;
  /** Still being written: highlighted when it is whole. */
  readonly open: boolean;
}

/** Code with its language, a copy button and, once it is whole, colours. */
export function CodeBlock({ code, language, open }: Props) {
  const name = language?.trim().split(/\s/)[0] ?? '';
  const lines = useHighlight(code, name.toLowerCase(), !open);
  return (
    <figure className="code-block" dir="ltr">
      <figcaption>
        <span>{name || 'text'}</span>
        <CopyButton text={code} label="Copy code" />
      </figcaption>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
      <pre tabIndex={0} aria-label={name ? `Code, ${name}` : 'Code'}>
        <code>{lines ? <Lines lines={lines} /> : code}</code>
      </pre>
    </figure>
  );
}

function Lines({ lines }: { readonly lines: readonly Line[] }) {
  return lines.map((line, number) => (
    // oxlint-disable-next-line react/no-array-index-key
    <span key={number}>
      {line.map((token, index) => (
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index} className={token.kind}>
          {token.text}
        </span>
      ))}
      {number < lines.length - 1 && '\n'}
    </span>
  ));
}

function useHighlight(code: string, language: string, whole: boolean): readonly Line[] | undefined {
  const [done, setDone] = useState<{ code: string; lines: readonly Line[] }>();

  useEffect(() => {
    if (!whole || language === '') return undefined;
    const abort = new AbortController();
    import('./highlight.ts')
      .then(({ highlight }) => highlight(code, language, abort.signal))
      .then((lines) => {
        if (lines && !abort.signal.aborted) setDone({ code, lines });
      })
      // Colours are an extra: without them the code stays as it is.
      .catch(() => undefined);
    return () => abort.abort();
  }, [code, language, whole]);

  return done?.code === code ? done.lines : undefined;
}
