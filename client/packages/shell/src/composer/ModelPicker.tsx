import type { ComposerBarProps } from '@instar/react';
import { PickerMenu } from './PickerMenu.tsx';
import { MODEL, useModelPicker } from './usePicker.ts';

/** Which model answers. On the page of a new thread it is picked for the thread to come. */
export function ModelPicker({ threadId }: ComposerBarProps) {
  const picker = useModelPicker(threadId);
  return picker ? <PickerMenu threadId={threadId} id={MODEL} picker={picker} name="Model" /> : null;
}
