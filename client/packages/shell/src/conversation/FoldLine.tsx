import type { Item } from '@instar/protocol';
import { countInWords, nameOf, summaryOf } from '../items/names.ts';

interface Props {
  readonly label: string;
  readonly items: readonly Item[];
  readonly open: boolean;
  onTurn(): void;
}

/** The line that stands for what is folded under it. What it opens follows it. */
export function FoldLine({ label, items, open, onTurn }: Props) {
  return (
    <button type="button" className="fold" aria-expanded={open} onClick={onTurn}>
      <span className="fold-words" dir="auto">
        {wordsOf(label, items)}
      </span>
    </button>
  );
}

function wordsOf(label: string, items: readonly Item[]): string {
  const [first] = items;
  if (items.length > 1 || !first) return label ? `${label} · ${items.length}` : countInWords(items);
  return [label || nameOf(first), summaryOf(first)].filter(Boolean).join(': ');
}
