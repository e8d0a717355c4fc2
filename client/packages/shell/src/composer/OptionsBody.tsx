import type { Toggle } from '@instar/protocol';
import { useInstar, useInterface } from '@instar/react';
import { type RefObject, useId, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { Switch } from 'react-aria-components/Switch';
import '../styles/options.css';
import { keepStyleTagsOut } from '../page/styleTags.ts';
import { toast } from '../page/toasts.ts';
import { messageOf } from '../rest/refusal.ts';
import { settableIn } from './settable.ts';

interface Props {
  readonly threadId: string;
  readonly trigger: RefObject<HTMLElement | null>;
  onClose(): void;
}

keepStyleTagsOut();

export function OptionsBody({ threadId, trigger, onClose }: Props) {
  const toggles = useInterface(threadId, (ui) => ui.toggles);
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
          <Option key={id} id={id} toggle={toggle} threadId={threadId} />
        ))}
      </Dialog>
    </Popover>
  );
}

interface OptionProps {
  readonly id: string;
  readonly toggle: Toggle;
  readonly threadId: string;
}

/** Shows at once what the person chose, and what the server says when it has answered [K2]. */
function Option({ id, toggle, threadId }: OptionProps) {
  const client = useInstar();
  const help = useId();
  const [moved, setMoved] = useState<boolean>();

  const move = async (on: boolean) => {
    setMoved(on);
    try {
      await client.invokeCommand(threadId, {
        commandId: 'core.toggle',
        values: { toggle: id, on },
      });
    } catch (error) {
      toast({ text: messageOf(error), tone: 'danger' });
    } finally {
      setMoved(undefined);
    }
  };
  return (
    <div className="option">
      <Switch
        className="switch"
        isSelected={moved ?? toggle.on}
        isReadOnly={moved !== undefined}
        {...(toggle.help && { 'aria-describedby': help })}
        onChange={(on) => void move(on)}
      >
        <span dir="auto">{toggle.label || id}</span>
        <span className="switch-track" aria-hidden="true" />
      </Switch>
      {toggle.help && (
        <p id={help} className="option-help" dir="auto">
          {toggle.help}
        </p>
      )}
    </div>
  );
}
