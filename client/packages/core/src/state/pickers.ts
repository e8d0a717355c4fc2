/** What pickers come to [M8]. */
import type { Picker } from '@instar/protocol';

/** What was picked, where one may pick and it can still be had; else what the server says. */
export function pickerValue({ value, options, settable }: Picker, picked?: string): string {
  const there = options.some((option) => option.value === picked && !option.disabled);
  return settable && there && picked !== undefined ? picked : value;
}
