import type { MarkedToken, Token, Tokens } from 'marked';
import type { ReactNode } from 'react';
import { decodeEntities } from './entities.ts';
import { safeHref } from './links.ts';
import { MathView } from './MathView.tsx';
import type { MathToken } from './math.ts';
import { inPieces } from './pieces.ts';

/** A run of text with its emphasis, code, links and math. */
export function Inline({ tokens }: { readonly tokens: readonly Token[] }): ReactNode {
  // oxlint-disable-next-line react/no-array-index-key
  return tokens.map((token, index) => <Span key={index} token={token as MarkedToken} />);
}

function Span({ token }: { readonly token: MarkedToken | MathToken }): ReactNode {
  switch (token.type) {
    case 'text':
      return token.tokens ? <Inline tokens={token.tokens} /> : inPieces(decodeEntities(token.text));
    case 'strong':
      return (
        <strong>
          <Inline tokens={token.tokens} />
        </strong>
      );
    case 'em':
      return (
        <em>
          <Inline tokens={token.tokens} />
        </em>
      );
    case 'del':
      return (
        <del>
          <Inline tokens={token.tokens} />
        </del>
      );
    case 'codespan':
      return <code>{token.text}</code>;
    case 'br':
      return <br />;
    case 'escape':
      return token.text;
    case 'link':
      return <Link token={token} />;
    case 'image':
      return <ImageLink token={token} />;
    case 'math':
      return <MathView tex={token.tex} display={token.display} />;
    case 'checkbox':
      return <input type="checkbox" checked={token.checked} readOnly disabled aria-label="Task" />;
    case 'html':
      return /^<br\s*\/?>$/i.test(token.text) ? <br /> : token.text;
    default:
      return token.raw;
  }
}

function Link({ token }: { readonly token: Tokens.Link }) {
  const href = safeHref(token.autolink ? token.href : decodeEntities(token.href));
  if (href === undefined) return token.raw;
  return (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer">
      <Inline tokens={token.tokens} />
    </a>
  );
}

/** A picture of another host would tell that host who reads what, so it is a link. */
function ImageLink({ token }: { readonly token: Tokens.Image }) {
  const href = safeHref(decodeEntities(token.href));
  if (href === undefined) return token.raw;
  return (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer" className="image-link">
      {decodeEntities(token.text) || href}
    </a>
  );
}
