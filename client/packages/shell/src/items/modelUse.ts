import type { Item } from '@instar/protocol';

/** How a model made an answer [M9]. */
export interface ModelUse {
  readonly id: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  readonly cachedTokens: number;
  readonly seconds: number;
  readonly firstSeconds: number;
  readonly leftOut: boolean;
  readonly refused: boolean;
}

/** What an answer's metadata says of its model. A handler may write anything there: what is no number counts as 0. */
export function modelUseOf({ metadata }: Item): ModelUse | undefined {
  const said = metadata?.['model'];
  if (!isRecord(said) || typeof said['id'] !== 'string') return undefined;
  const amount = (name: string): number => {
    const value = said[name];
    return typeof value === 'number' && value > 0 ? value : 0;
  };
  return {
    id: said['id'],
    inputTokens: amount('inputTokens'),
    outputTokens: amount('outputTokens'),
    reasoningTokens: amount('reasoningTokens'),
    cachedTokens: amount('cachedTokens'),
    seconds: amount('seconds'),
    firstSeconds: amount('firstSeconds'),
    leftOut: said['leftOut'] === true,
    refused: said['reason'] === 'refusal',
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
