/** `text` with every one of `words` marked. */
export function Marked({ text, words }: { readonly text: string; readonly words: string }) {
  const wanted = words.trim().split(/\s+/).filter(Boolean).map(escape);
  if (wanted.length === 0) return text;
  const parts = text.split(new RegExp(`(${wanted.join('|')})`, 'gi'));
  // `split` with a group gives what matched at the odd places.
  return parts.map((part, index) =>
    // oxlint-disable-next-line react/no-array-index-key
    index % 2 === 1 ? <mark key={index}>{part}</mark> : part,
  );
}

const escape = (word: string): string => word.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
