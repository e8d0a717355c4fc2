import { pickerValue } from '@instar/core';
import type { Picker } from '@instar/protocol';
import { useInstar, useInterface } from '@instar/react';
import { useStore } from '../page/store.ts';
import { pick, picks } from './choices.ts';
import { useSetting } from './useSetting.ts';

/** Which model answers. */
export const MODEL = 'core.model';

/** A picker as it stands for this person, and what picks another. */
export function usePicker(threadId: string | undefined, id: string, picker: Picker) {
  const client = useInstar();
  const picked = useInterface(threadId, (ui) => ui.picked[id]);
  const early = useStore(picks)[id];
  const said = pickerValue(picker, threadId === undefined ? (early ?? picked) : picked);
  return useSetting(said, (value) => pick(client, threadId, id, value));
}

/** The picker of the model, when people are to see it. */
export function useModelPicker(threadId: string | undefined): Picker | undefined {
  return useInterface(threadId, (ui) =>
    ui.visibility['modelPicker'] === false ? undefined : ui.pickers[MODEL],
  );
}

/** What people call a value of a picker. */
export function labelIn({ options }: Picker, value: string): string {
  return options.find((option) => option.value === value)?.label || value;
}
