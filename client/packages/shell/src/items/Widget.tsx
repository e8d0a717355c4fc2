import { type MessageProps, useInstar } from '@instar/react';
import { Suspense, useMemo } from 'react';
import { useThreadActions } from '../conversation/context.ts';
import { lazily } from '../page/lazily.ts';
import type { OnAction } from '../widgets/running.ts';
import { EndingNote } from './EndingNote.tsx';
import { UnknownItem } from './UnknownItem.tsx';

const WidgetView = lazily(() =>
  import('../widgets/WidgetView.tsx').then((module) => module.WidgetView),
);

/** A widget in a thread. What draws it is loaded with the first one. */
export function Widget({ item, state }: MessageProps) {
  const client = useInstar();
  const { threadId, writer } = useThreadActions();
  const part = item.content.find((each) => each.type === 'widget');
  const act = useMemo<OnAction | undefined>(
    () =>
      writer
        ? (actionId, values) => client.act(threadId, { itemId: item.id, actionId, values })
        : undefined,
    [client, threadId, writer, item.id],
  );
  if (!part) return <UnknownItem item={item} />;
  return (
    <Suspense fallback={<div className="skeleton widget-room" />}>
      <WidgetView item={item} root={part.root} onAction={act} />
      <EndingNote state={state} />
    </Suspense>
  );
}
