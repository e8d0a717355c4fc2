const LONG = 2000;
const PIECE = 500;

/**
 * A long run of text in pieces, cut after spaces. Each becomes a text node of its own, and a browser
 * lays out again only the nodes that changed: the last one, while the text grows.
 */
export function inPieces(text: string): string | string[] {
  if (text.length < LONG) return text;
  const pieces: string[] = [];
  let from = 0;
  while (text.length - from > PIECE) {
    const space = text.indexOf(' ', from + PIECE);
    const to = space < 0 ? text.length : space + 1;
    pieces.push(text.slice(from, to));
    from = to;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}
