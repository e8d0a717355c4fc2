import type { AskPart, ErrorPayload, Item } from '@instar/protocol';
import { Suspense } from 'react';
import type { Values as Given } from '../forms/draft.ts';
import { Icon } from '../page/Icon.tsx';
import { lazily } from '../page/lazily.ts';
import { AnswerText } from './AnswerText.tsx';
import { TimeLeft } from './TimeLeft.tsx';
import { Values } from './Values.tsx';

const Form = lazily(() => import('../forms/Form.tsx').then((module) => module.Form));

interface Props {
  readonly item: Item;
  readonly part: AskPart;
  /** An answer is on its way. */
  readonly busy?: boolean;
  /** The refusal of the last answer. */
  readonly error?: ErrorPayload | undefined;
  /** Undefined when this person may not answer. */
  onAnswer?(choice: string, values: Given): void;
}

/** A question with its choices and fields; once it is closed, what was answered. */
export function AskView({ item, part, busy = false, error, onAnswer }: Props) {
  const { question, choices, fields = [], status } = part;
  return (
    <article className={`ask ask-${status}`} aria-label="Question">
      <div className="ask-question">
        <Icon name="question" />
        <AnswerText text={question} streaming={false} />
      </div>
      {status === 'open' && onAnswer ? (
        <Suspense>
          <Form
            formKey={item.id}
            fields={fields}
            actions={choices.map((choice) =>
              Object.assign({ bare: choice.id === 'cancel' }, choice),
            )}
            busy={busy}
            error={error}
            onSubmit={onAnswer}
          />
          {part.expiresAt && <TimeLeft until={part.expiresAt} />}
        </Suspense>
      ) : (
        <Outcome part={part} />
      )}
    </article>
  );
}

function Outcome({ part }: { readonly part: AskPart }) {
  const { answer, choices, fields, status } = part;
  if (!answer) return <p className="ask-outcome">{WITHOUT_ANSWER[status]}</p>;
  const choice = choices.find(({ id }) => id === answer.choice)?.label ?? answer.choice;
  return (
    <div className="ask-outcome">
      <p>
        {answer.userId
          ? `${answer.userName || 'Someone'} chose`
          : 'Nobody answered in time, so it is'}{' '}
        <strong dir="auto">{choice}</strong>
      </p>
      <Values values={answer.values ?? {}} fields={fields} />
    </div>
  );
}

const WITHOUT_ANSWER: Readonly<Record<AskPart['status'], string>> = {
  open: 'Waits for an answer.',
  answered: 'It was answered.',
  expired: 'Nobody answered in time.',
  cancelled: 'It was taken back.',
};
