import { act, cleanup, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import type { ComposerProps } from '../slots/props.ts';
import { SlotView } from '../slots/SlotView.tsx';
import { after, draw } from '../testing/draw.tsx';
import { useDraft } from './useDraft.ts';

afterEach(cleanup);

/** The field is none of a child, so that it is another element after a swap. */
const composerOf = (label: string) =>
  function Composer({ threadId }: ComposerProps) {
    const { text, setText, field } = useDraft(threadId);
    return (
      <div>
        <textarea
          ref={field}
          aria-label={label}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
    );
  };

const PROPS: ComposerProps = { threadId: 'thr_1', onSend: () => true };

function setUp() {
  const page = draw(<SlotView name="composer" props={PROPS} />);
  const core = { id: 'core', slot: 'composer', mode: 'replace', priority: -1 } as const;
  act(() => void page.slots.register({ ...core, component: composerOf('Core') }));
  const swap = () =>
    page.slots.register({ ...core, id: 'acme', priority: 1, component: composerOf('Acme') });
  return { ...page, swap };
}

const field = (name: string): HTMLTextAreaElement => screen.getByRole('textbox', { name });

test('text, caret and focus stay when another composer takes the place, and when it goes', async () => {
  const { swap } = setUp();
  await userEvent.type(field('Core'), 'half a thought');
  field('Core').setSelectionRange(5, 6);
  const undo = after(swap);
  expect(field('Acme')).toMatchObject({ selectionStart: 5, selectionEnd: 6 });
  expect(field('Acme').value).toBe('half a thought');
  expect(document.activeElement).toBe(field('Acme'));
  await userEvent.keyboard('the');
  act(undo);
  expect(field('Core').value).toBe('half the thought');
  expect(field('Core').selectionStart).toBe(8);
});

test('the focus is not taken from where it has gone', async () => {
  const { swap } = setUp();
  const other = document.body.appendChild(document.createElement('input'));
  await userEvent.type(field('Core'), 'half');
  other.focus();
  act(() => void swap());
  expect(document.activeElement).toBe(other);
  other.remove();
});

test('a composer that comes back leaves the focus where it has gone meanwhile', async () => {
  const { client } = setUp();
  await userEvent.type(field('Core'), 'half');
  act(() => client.says({ visibility: { composer: false } }));
  const other = document.body.appendChild(document.createElement('input'));
  other.focus();
  act(() => client.says({}));
  expect(field('Core').value).toBe('half');
  expect(document.activeElement).toBe(other);
  other.remove();
});

test('the text outlives the page, and nothing is kept of a message that was sent', async () => {
  const { memory, drafts } = setUp();
  await userEvent.type(field('Core'), 'half');
  expect(memory.get('thr_1')).toBe('half');
  act(() => drafts.write('thr_1', ''));
  expect(field('Core').value).toBe('');
  expect(memory.size).toBe(0);
});
