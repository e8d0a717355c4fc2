import { memo, useRef } from 'react';
import { BlockView } from './BlockView.tsx';
import { type Parsed, parse } from './blocks.ts';

interface Props {
  readonly text: string;
  /** Whether more may follow: its last block is then still open. */
  readonly streaming?: boolean;
}

/** Markdown as elements of our own. No HTML of the text reaches the page as anything but text. */
export const Markdown = memo(function Markdown({ text, streaming = false }: Props) {
  const parsed = useRef<Parsed>(undefined);
  // A cache: the result depends on the text alone, whatever was parsed before.
  parsed.current = parse(text, parsed.current);
  const { blocks } = parsed.current;
  return (
    <div className="markdown">
      {blocks.map((block, index) => (
        <BlockView
          key={block.start}
          token={block.token}
          open={streaming && index === blocks.length - 1}
          dir="auto"
        />
      ))}
    </div>
  );
});
