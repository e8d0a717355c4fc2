import type { MarkedToken, Token, Tokens } from 'marked';
import { memo } from 'react';
import { CodeBlock } from './CodeBlock.tsx';
import { Inline } from './Inline.tsx';
import { MathView } from './MathView.tsx';
import type { MathToken } from './math.ts';

interface Props {
  readonly token: Token;
  readonly open: boolean;
  /** Top-level blocks take the direction of their own text; what is inside them follows by style. */
  readonly dir?: 'auto';
}

interface Of<T> {
  readonly token: T;
  readonly dir: 'auto' | undefined;
}

/** One block. It is drawn again only when its token is another one. */
export const BlockView = memo(function BlockView({ token: any, open, dir }: Props) {
  const token = any as MarkedToken | MathToken;
  switch (token.type) {
    case 'paragraph':
      return (
        <p dir={dir}>
          <Inline tokens={token.tokens} />
        </p>
      );
    case 'text':
      return <Inline tokens={token.tokens ?? [token]} />;
    case 'heading':
      return <Heading token={token} dir={dir} />;
    case 'code':
      return <CodeBlock code={token.text} language={token.lang} open={open} />;
    case 'math':
      return <MathView tex={token.tex} display={token.display} />;
    case 'list':
      return <List token={token} open={open} dir={dir} />;
    case 'blockquote':
      return (
        <blockquote dir={dir}>
          <Blocks tokens={token.tokens} open={open} />
        </blockquote>
      );
    case 'table':
      return <Table token={token} dir={dir} />;
    case 'hr':
      return <hr />;
    case 'html':
      return <p className="markdown-html">{token.text.trimEnd()}</p>;
    case 'space':
    case 'def':
      return null;
    default:
      return <Inline tokens={[token]} />;
  }
});

function Blocks({ tokens, open }: { readonly tokens: readonly Token[]; readonly open: boolean }) {
  return tokens.map((token, index) => (
    // The tokens of a block have no identity of their own but their place.
    // oxlint-disable-next-line react/no-array-index-key
    <BlockView key={index} token={token} open={open && index === tokens.length - 1} />
  ));
}

/** The page's own headings are the first two levels; an answer's come below them. */
function Heading({ token, dir }: Of<Tokens.Heading>) {
  const Level = `h${Math.min(token.depth + 2, 6)}` as 'h3' | 'h4' | 'h5' | 'h6';
  return (
    <Level className={`heading-${token.depth}`} dir={dir}>
      <Inline tokens={token.tokens} />
    </Level>
  );
}

function List({ token, open, dir }: Of<Tokens.List> & { readonly open: boolean }) {
  const items = token.items.map((item, index) => (
    // oxlint-disable-next-line react/no-array-index-key
    <ListItem key={index} item={item} open={open && index === token.items.length - 1} />
  ));
  if (!token.ordered) return <ul dir={dir}>{items}</ul>;
  return (
    <ol start={token.start === '' ? 1 : token.start} dir={dir}>
      {items}
    </ol>
  );
}

/** A list may be long: while it grows, only the item that grows is drawn again. */
const ListItem = memo(function ListItem({ item, open }: { item: Tokens.ListItem; open: boolean }) {
  return (
    <li className={item.task ? 'task' : undefined}>
      <Blocks tokens={item.tokens} open={open} />
    </li>
  );
});

function Table({ token, dir }: Of<Tokens.Table>) {
  return (
    // Wide tables scroll, and what scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="markdown-table" tabIndex={0} aria-label="Table" dir={dir}>
      <table>
        <thead>
          <TableRow cells={token.header} />
        </thead>
        <tbody>
          {token.rows.map((cells, index) => (
            // oxlint-disable-next-line react/no-array-index-key
            <TableRow key={index} cells={cells} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** As an item of a list: only the row that grows is drawn again. */
const TableRow = memo(function TableRow({
  cells,
}: {
  readonly cells: readonly Tokens.TableCell[];
}) {
  return (
    <tr>
      {cells.map((cell, index) => {
        const Cell = cell.header ? 'th' : 'td';
        return (
          // oxlint-disable-next-line react/no-array-index-key
          <Cell key={index} className={cell.align ? `align-${cell.align}` : undefined}>
            <Inline tokens={cell.tokens} />
          </Cell>
        );
      })}
    </tr>
  );
});
