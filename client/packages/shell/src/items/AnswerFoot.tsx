import type { Item } from '@instar/protocol';
import { Icon } from '../page/Icon.tsx';
import { ModelLine } from './ModelLine.tsx';
import { modelUseOf } from './modelUse.ts';
import { Sources } from './Sources.tsx';

/** What an answer lacks, leans on and was made by, once that is known. */
export function AnswerFoot({ item }: { readonly item: Item }) {
  const use = modelUseOf(item);
  const caution = use && CAUTIONS.get(use.reason);
  const sources = item.content.flatMap((part) =>
    part.type === 'output_text' ? (part.sources ?? []) : [],
  );
  return (
    <>
      {caution && (
        <p className="answer-caution">
          <Icon name="warning" size={16} />
          {caution}
        </p>
      )}
      <Sources sources={sources} />
      {use && <ModelLine threadId={item.threadId} use={use} />}
    </>
  );
}

/** By why the model stopped, where that leaves something out. */
const CAUTIONS: ReadonlyMap<string, string> = new Map([
  ['length', 'The answer was cut at the model’s limit.'],
  ['filter', 'The model service withheld the rest of the answer.'],
  ['refusal', 'The model declined to answer.'],
]);
