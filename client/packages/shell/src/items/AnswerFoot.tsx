import type { Item } from '@instar/protocol';
import { Icon } from '../page/Icon.tsx';
import { ModelLine } from './ModelLine.tsx';
import { modelUseOf } from './modelUse.ts';
import { Sources } from './Sources.tsx';

/** What an answer lacks, leans on and was made by, once that is known. */
export function AnswerFoot({ item }: { readonly item: Item }) {
  const use = modelUseOf(item);
  const sources = item.content.flatMap((part) =>
    part.type === 'output_text' ? (part.sources ?? []) : [],
  );
  return (
    <>
      {use?.refused && (
        <p className="answer-caution">
          <Icon name="warning" size={16} />
          The model declined to answer.
        </p>
      )}
      <Sources sources={sources} />
      {use && <ModelLine threadId={item.threadId} use={use} />}
    </>
  );
}
