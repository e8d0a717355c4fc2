import type { RefObject } from 'react';
import { Header } from 'react-aria-components/Header';
import { Menu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Text } from 'react-aria-components/Text';
import { Icon } from './Icon.tsx';
import { keepStyleTagsOut } from './styleTags.ts';

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly description?: string | undefined;
  readonly disabled?: boolean | undefined;
  /** Why it can not be chosen now. */
  readonly refused?: string | undefined;
  run(): void;
}

/** Entries that belong together; with `chosen`, one of them is. */
export interface MenuGroup {
  readonly title?: string;
  readonly chosen?: string;
  readonly entries: readonly MenuEntry[];
}

interface Props {
  readonly label: string;
  readonly groups: readonly MenuGroup[];
  readonly align: 'start' | 'end';
  readonly trigger: RefObject<HTMLElement | null>;
  onClose(): void;
}

keepStyleTagsOut();

export function MenuBody({ label, groups, align, trigger, onClose }: Props) {
  const run = (id: unknown) => {
    const entries = groups.flatMap((group) => group.entries);
    const chosen = entries.find((entry) => entry.id === id);
    if (chosen?.refused === undefined) chosen?.run();
  };
  return (
    <Popover
      className="popover"
      aria-label={label}
      triggerRef={trigger}
      placement={`bottom ${align}`}
      offset={6}
      isOpen
      onOpenChange={(open) => !open && onClose()}
    >
      <Menu className="menu" aria-label={label} onAction={run} onClose={onClose} autoFocus="first">
        {groups.map((group) => (
          <Group key={group.entries[0]?.id} group={group} />
        ))}
      </Menu>
    </Popover>
  );
}

function Group({ group: { title, chosen, entries } }: { readonly group: MenuGroup }) {
  const selection =
    chosen === undefined
      ? {}
      : { selectionMode: 'single' as const, selectedKeys: [chosen], disallowEmptySelection: true };
  return (
    <MenuSection className="menu-group" aria-label={title ?? 'Actions'} {...selection}>
      {title !== undefined && <Header className="menu-title">{title}</Header>}
      {entries.map(({ id, label, description, disabled = false, refused }) => (
        <MenuItem
          key={id}
          id={id}
          className={`menu-item ${refused === undefined ? '' : 'is-refused'}`}
          textValue={label}
          isDisabled={disabled}
        >
          {description ? <Described label={label} description={description} /> : label}
          {refused !== undefined && <small>{refused}</small>}
          {id === chosen && <Icon name="check" size={16} />}
        </MenuItem>
      ))}
    </MenuSection>
  );
}

function Described({ label, description }: { label: string; description: string }) {
  return (
    <span className="menu-words">
      <Text slot="label" dir="auto">
        {label}
      </Text>
      <Text slot="description" className="menu-description" dir="auto">
        {description}
      </Text>
    </span>
  );
}
