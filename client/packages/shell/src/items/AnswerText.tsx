import { type ComponentType, lazy, Suspense } from 'react';

interface Props {
  readonly text: string;
  readonly streaming: boolean;
}

/** What reads Markdown is not needed to write a first message, so it comes after the page. */
export const loadMarkdown = (): Promise<{ default: ComponentType<Props> }> =>
  import('../markdown/Markdown.tsx').then(
    (module) => ({ default: module.Markdown }),
    () => ({ default: PlainText }),
  );

const Markdown = lazy(loadMarkdown);

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
