import { type ThreadHeaderProps, useInstar, useSelector } from '@instar/react';
import { useState } from 'react';
import { Icon } from '../page/Icon.tsx';
import { MenuButton } from '../page/MenuButton.tsx';
import { exportAddress } from '../rest/threads.ts';
import { useThreadsLock } from '../threads/locks.ts';
import { titleOf } from '../threads/overlay.ts';
import { RenameField } from '../threads/RenameField.tsx';
import { useDeleteThread } from '../threads/threads.ts';
import { Present } from './Presence.tsx';

/** The thread's title, who is here, and what can be done with the whole of it. */
export function ThreadHeader({ threadId, view }: ThreadHeaderProps) {
  const { rest } = useInstar();
  const userId = useSelector((state) => state.user?.id);
  const [renaming, setRenaming] = useState(false);
  const remove = useDeleteThread();
  const refused = useThreadsLock();
  const thread = view?.thread;
  if (!thread) return <h1 className="page-title visually-hidden">Thread</h1>;

  const owner = thread.access === 'owner';
  const save = (format: 'md' | 'json') => download(exportAddress(rest, threadId, format));
  return (
    <>
      {renaming ? (
        <RenameField thread={thread} onDone={() => setRenaming(false)} />
      ) : (
        <h1 className="page-title" dir="auto" title={titleOf(thread)}>
          {titleOf(thread)}
        </h1>
      )}
      <Present presence={view.presence} userId={userId} />
      <MenuButton
        label="Thread menu"
        className="icon-button"
        groups={[
          {
            entries: [
              { id: 'md', label: 'Export as Markdown', run: () => save('md') },
              { id: 'json', label: 'Export as JSON', run: () => save('json') },
            ],
          },
          ...(owner
            ? [
                {
                  entries: [
                    { id: 'rename', label: 'Rename', refused, run: () => setRenaming(true) },
                    {
                      id: 'delete',
                      label: 'Delete',
                      refused,
                      run: () => void remove(thread, true),
                    },
                  ],
                },
              ]
            : []),
        ]}
      >
        <Icon name="more" />
      </MenuButton>
    </>
  );
}

function download(address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}
