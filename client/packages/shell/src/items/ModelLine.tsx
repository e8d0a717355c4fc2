import { useInterface } from '@instar/react';
import { labelIn, MODEL } from '../composer/usePicker.ts';
import { duration } from '../page/times.ts';
import type { ModelUse } from './modelUse.ts';

interface Props {
  readonly threadId: string;
  readonly use: ModelUse;
}

/** How the model made an answer, and what it did not see for it. */
export function ModelLine({ threadId, use }: Props) {
  const picker = useInterface(threadId, (ui) => ui.pickers[MODEL]);
  const { id, inputTokens, outputTokens, seconds, leftOut } = use;
  const facts = [
    picker ? labelIn(picker, id) : id,
    inputTokens + outputTokens > 0 && `${count(inputTokens)} → ${count(outputTokens)} tokens`,
    seconds > 0 && duration(seconds),
  ];
  return (
    <p className="model-line tabular" title={detailsOf(use)}>
      <span dir="auto">{facts.filter(Boolean).join(' · ')}</span>
      {leftOut > 0 && (
        <span className="badge">
          {leftOut === 1 ? '1 older message' : `${count(leftOut)} older messages`} left out
        </span>
      )}
    </p>
  );
}

function detailsOf({ reasoningTokens, cachedTokens, firstSeconds }: ModelUse): string | undefined {
  const details = [
    cachedTokens > 0 && `${count(cachedTokens)} tokens read from the cache`,
    reasoningTokens > 0 && `${count(reasoningTokens)} tokens of reasoning`,
    firstSeconds > 0 && `first words after ${duration(firstSeconds)}`,
  ];
  return details.filter(Boolean).join(' · ') || undefined;
}

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });

const count = (value: number): string => whole.format(value);
