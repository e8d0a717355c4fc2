/** Positions in a text are Unicode code points on the wire and UTF-16 units in a string. */

/** How many code points `text` has. */
export function codePoints(text: string): number {
  let pairs = 0;
  for (let at = 0; at < text.length - 1; at++) if (startsPair(text, at)) pairs += 1;
  return text.length - pairs;
}

/** `text` without its first `count` code points. */
export function dropCodePoints(text: string, count: number): string {
  let at = 0;
  for (let left = count; left > 0 && at < text.length; left--) at += startsPair(text, at) ? 2 : 1;
  return text.slice(at);
}

function startsPair(text: string, at: number): boolean {
  return isSurrogate(text.charCodeAt(at), 0xd800) && isSurrogate(text.charCodeAt(at + 1), 0xdc00);
}

/** Whether `unit` is in the block of 1,024 surrogates that begins at `first`. */
function isSurrogate(unit: number, first: number): boolean {
  return unit >= first && unit < first + 0x400;
}
