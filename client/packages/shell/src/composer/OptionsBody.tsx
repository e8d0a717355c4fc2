import type { Picker, Toggle } from '@instar/protocol';
import { useInstar, useInterface } from '@instar/react';
import { type RefObject, useId } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { Switch } from 'react-aria-components/Switch';
import '../styles/options.css';
import { useStore } from '../page/store.ts';
import { keepStyleTagsOut } from '../page/styleTags.ts';
import { move, moves } from './choices.ts';
import { PickerMenu } from './PickerMenu.tsx';
import { optionalIn, settableIn } from './settable.ts';
import { useSetting } from './useSetting.ts';

interface Props {
  readonly threadId: string | undefined;
  readonly trigger: RefObject<HTMLElement | null>;
  onClose(): void;
}

keepStyleTagsOut();

export function OptionsBody({ threadId, trigger, onClose }: Props) {
  const toggles = useInterface(threadId, (ui) => ui.toggles);
  const pickers = useInterface(threadId, (ui) => ui.pickers);
  return (
    <Popover
      className="popover"
      triggerRef={trigger}
      placement="top start"
      offset={8}
      isOpen
      onOpenChange={(open) => !open && onClose()}
    >
      <Dialog className="options" aria-label="Options">
        {settableIn(toggles).map(([id, toggle]) => (
          <ToggleOption key={id} id={id} toggle={toggle} threadId={threadId} />
        ))}
        {optionalIn(pickers).map(([id, picker]) => (
          <PickerOption key={id} id={id} picker={picker} threadId={threadId} />
        ))}
      </Dialog>
    </Popover>
  );
}

interface ToggleProps {
  readonly id: string;
  readonly toggle: Toggle;
  readonly threadId: string | undefined;
}

function ToggleOption({ id, toggle, threadId }: ToggleProps) {
  const client = useInstar();
  const help = useId();
  const early = useStore(moves)[id];
  const said = threadId === undefined ? (early ?? toggle.on) : toggle.on;
  const { value, busy, choose } = useSetting(said, (on) => move(client, threadId, id, on));
  return (
    <div className="option">
      <Switch
        className="switch"
        isSelected={value}
        isReadOnly={busy}
        {...(toggle.help && { 'aria-describedby': help })}
        onChange={choose}
      >
        <span dir="auto">{toggle.label || id}</span>
        <span className="switch-track" aria-hidden="true" />
      </Switch>
      <Help id={help} words={toggle.help} />
    </div>
  );
}

interface PickerProps {
  readonly id: string;
  readonly picker: Picker;
  readonly threadId: string | undefined;
}

function PickerOption({ id, picker, threadId }: PickerProps) {
  return (
    <div className="option">
      <div className="option-picker">
        <span dir="auto">{picker.label || id}</span>
        <PickerMenu threadId={threadId} id={id} picker={picker} />
      </div>
      <Help words={picker.help} />
    </div>
  );
}

function Help({ id, words }: { readonly id?: string; readonly words: string | undefined }) {
  if (!words) return null;
  return (
    <p id={id} className="option-help" dir="auto">
      {words}
    </p>
  );
}
