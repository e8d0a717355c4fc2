import type { Item } from '@instar/protocol';
import { useInstar } from '@instar/react';
import { useState } from 'react';
import { IconButton } from '../page/Button.tsx';
import { toast } from '../page/toasts.ts';
import { messageOf } from '../rest/refusal.ts';
import { setFeedback } from '../rest/threads.ts';

type Rating = 'up' | 'down' | null;

/** Whether the answer was good. A second press takes the opinion back. */
export function Feedback({ item }: { readonly item: Item }) {
  const { rest } = useInstar();
  const [chosen, setChosen] = useState<Rating>();
  const rating = chosen === undefined ? (item.rating ?? null) : chosen;

  const choose = async (wanted: 'up' | 'down') => {
    const next = rating === wanted ? null : wanted;
    setChosen(next);
    try {
      setChosen((await setFeedback(rest, item, next)).rating ?? null);
    } catch (error) {
      setChosen(undefined);
      toast({ text: messageOf(error), tone: 'danger' });
    }
  };
  return (
    <>
      <IconButton
        icon="thumbUp"
        size={16}
        label="Good answer"
        aria-pressed={rating === 'up'}
        onClick={() => void choose('up')}
      />
      <IconButton
        icon="thumbDown"
        size={16}
        label="Bad answer"
        aria-pressed={rating === 'down'}
        onClick={() => void choose('down')}
      />
    </>
  );
}
