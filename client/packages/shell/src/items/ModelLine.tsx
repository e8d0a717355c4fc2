import { useInterface } from '@instar/react';
import { labelIn, MODEL } from '../composer/usePicker.ts';
import { duration } from '../page/times.ts';
import type { ModelUse } from './modelUse.ts';

interface Props {
  readonly threadId: string;
  readonly use: ModelUse;
}

/** How the model made an answer, when people are to see it, and what it did not see for it. */
export function ModelLine({ threadId, use }: Props) {
  const shown = useInterface(threadId, (ui) => ui.visibility['usage'] !== false);
  const { leftOut } = use;
  if (!shown && !leftOut) return null;
  return (
    <p className="model-line tabular">
      {shown && <Usage threadId={threadId} use={use} />}
      {leftOut && <span className="badge">Older messages left out</span>}
    </p>
  );
}

function Usage({ threadId, use }: Props) {
  const picker = useInterface(threadId, (ui) => ui.pickers[MODEL]);
  const { id, inputTokens, outputTokens, seconds } = use;
  const facts = [
    picker ? labelIn(picker, id) : id,
    inputTokens + outputTokens > 0 && `${count(inputTokens)} → ${count(outputTokens)} tokens`,
    seconds > 0 && duration(seconds),
  ];
  return (
    <span dir="auto" title={detailsOf(use)}>
      {facts.filter(Boolean).join(' · ')}
    </span>
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
