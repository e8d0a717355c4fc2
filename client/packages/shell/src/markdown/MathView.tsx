import { useEffect, useRef, useState } from 'react';

interface Props {
  readonly tex: string;
  readonly display: boolean;
}

/** TeX as MathML. Its source is shown until the renderer is here, and when it can not be read. */
export function MathView({ tex, display }: Props) {
  const target = useRef<HTMLSpanElement>(null);
  const [drawn, setDrawn] = useState(false);

  useEffect(() => {
    let current = true;
    import('./katex.ts').then(({ drawMath }) => {
      if (current && target.current) setDrawn(drawMath(tex, display, target.current));
    }, ignoreMissingChunk);
    return () => {
      current = false;
    };
  }, [tex, display]);

  return (
    <span className={display ? 'math math-display' : 'math'} dir="ltr">
      {drawn ? null : <code>{tex}</code>}
      <span ref={target} hidden={!drawn} />
    </span>
  );
}

/** Without a network the source stays on the page, which is readable. */
function ignoreMissingChunk(): void {}
