import { type ComponentType, Suspense } from 'react';
import { lazily, persistently } from '../page/lazily.ts';

interface Props {
  readonly text: string;
  readonly streaming: boolean;
}

/** What reads Markdown is not needed to write a first message, so it comes after the page. */
export const loadMarkdown = (): Promise<ComponentType<Props>> =>
  import('../markdown/Markdown.tsx').then((module) => module.Markdown);

const Markdown = lazily(() => persistently(loadMarkdown).catch(() => PlainText));

/** The text of an answer; as it was written until Markdown can be read. */
export function AnswerText({ text, streaming }: Props) {
  return (
    <Suspense fallback={<PlainText text={text} />}>
      <Markdown text={text} streaming={streaming} />
    </Suspense>
  );
}

function PlainText({ text }: { readonly text: string }) {
  return (
    <p className="plain-text" dir="auto">
      {text}
    </p>
  );
}
