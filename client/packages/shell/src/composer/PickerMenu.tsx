import type { Picker } from '@instar/protocol';
import { Icon } from '../page/Icon.tsx';
import { MenuButton } from '../page/MenuButton.tsx';
import { labelIn, usePicker } from './usePicker.ts';

interface Props {
  readonly threadId: string | undefined;
  readonly id: string;
  readonly picker: Picker;
  /** What it is called when the server does not say. */
  readonly name?: string;
}

/** What is picked, and a menu of what else can be; words alone when nobody may pick. */
export function PickerMenu({ threadId, id, picker, name = id }: Props) {
  const { value, busy, choose } = usePicker(threadId, id, picker);
  const title = picker.label || name;
  const label = labelIn(picker, value);
  if (!picker.settable) {
    return (
      <span className="picker-words" title={`${title}: ${label}`} dir="auto">
        {label}
      </span>
    );
  }
  const entries = picker.options.map((option) => ({
    id: option.value,
    label: option.label,
    description: option.description,
    disabled: option.disabled,
    run: () => choose(option.value),
  }));
  return (
    <MenuButton
      label={`${title}: ${label}`}
      className="button button-quiet picker"
      align="start"
      aria-busy={busy}
      groups={[{ title, chosen: value, entries }]}
    >
      <span className="picker-label" dir="auto">
        {label}
      </span>
      <Icon name="chevron" size={16} />
    </MenuButton>
  );
}
