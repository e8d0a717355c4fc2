import { type Message, useInstar } from '@instar/react';
import { useQueryClient } from '@tanstack/react-query';
import { sayChoices } from '../composer/choices.ts';
import { Main } from '../page/Main.tsx';
import { Mark } from '../page/Mark.tsx';
import { useMe } from '../page/me.ts';
import { navigate, threadPath } from '../page/route.ts';
import { toast } from '../page/toasts.ts';
import { messageOf } from '../rest/refusal.ts';
import { createThread } from '../rest/threads.ts';
import { THREADS_KEY } from '../threads/threads.ts';
import { Dock } from './Dock.tsx';
import { useFloor } from './floor.ts';

const TITLE_CHARS = 60;

/** A thread that comes into being with its first message. */
export function NewThreadPage() {
  const client = useInstar();
  const queries = useQueryClient();
  const { data: me } = useMe();
  const floor = useFloor(undefined, true);

  const send = async ({ text, attachments }: Message) => {
    try {
      const { id } = await createThread(client.rest, titleFrom(text, attachments[0]?.name));
      await sayChoices(client, id);
      client.submit(id, { text, attachments, policy: 'enqueue' });
      void queries.invalidateQueries({ queryKey: THREADS_KEY });
      navigate(threadPath(id));
      return true;
    } catch (error) {
      toast({ text: messageOf(error), tone: 'danger' });
      return false;
    }
  };
  return (
    <Main header={<h1 className="page-title">New thread</h1>}>
      <div className="empty">
        <Mark size={52} />
        <h2>{greeting(me?.user.name)}</h2>
        <p>Write below, or drop files anywhere on the page.</p>
      </div>
      <Dock floor={floor} composer={{ threadId: undefined, onSend: send }} />
    </Main>
  );
}

/** The first line of the first message, cut between words. */
export function titleFrom(text: string, fileName = ''): string {
  const line = text.trim().split('\n')[0]?.trim() || fileName;
  if ([...line].length <= TITLE_CHARS) return line;
  const cut = [...line].slice(0, TITLE_CHARS).join('');
  const words = cut.slice(0, Math.max(cut.lastIndexOf(' '), TITLE_CHARS / 2));
  return `${words.replace(/[\s\p{P}]+$/u, '')}…`;
}

function greeting(name: string | undefined): string {
  const first = name?.trim().split(/\s+/)[0];
  return first ? `What is on your mind, ${first}?` : 'What is on your mind?';
}
