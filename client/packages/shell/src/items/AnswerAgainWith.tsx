import type { Picker } from '@instar/protocol';
import { useInstar } from '@instar/react';
import type { ReactNode } from 'react';
import { pick } from '../composer/choices.ts';
import { MODEL, useModelPicker, usePicker } from '../composer/usePicker.ts';
import { MenuButton } from '../page/MenuButton.tsx';
import { attempt } from '../page/toasts.ts';

interface Props {
  readonly threadId: string;
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
}

/** A menu of the other models: picks one and has the last message answered again. */
export function AnswerAgainWith(props: Props) {
  const picker = useModelPicker(props.threadId);
  return picker?.settable ? <Menu {...props} picker={picker} /> : null;
}

function Menu({
  threadId,
  label,
  picker,
  className,
  children,
}: Props & { readonly picker: Picker }) {
  const client = useInstar();
  const { value } = usePicker(threadId, MODEL, picker);

  const again = async (model: string) => {
    await pick(client, threadId, MODEL, model);
    await client.retry(threadId);
  };
  const entries = picker.options
    .filter((option) => option.value !== value && !option.disabled)
    .map((option) => ({
      id: option.value,
      label: option.label,
      description: option.description,
      run: () => attempt(again(option.value)),
    }));
  if (entries.length === 0) return null;
  return (
    <MenuButton
      label={label}
      data-tip={label}
      className={className}
      align="start"
      groups={[{ title: 'Answer again with', entries }]}
    >
      {children}
    </MenuButton>
  );
}
