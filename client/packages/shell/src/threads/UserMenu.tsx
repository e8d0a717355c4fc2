import { useInstar, useIsFilled } from '@instar/react';
import { useRef } from 'react';
import { Avatar } from '../page/Avatar.tsx';
import { helpShown } from '../page/help.ts';
import { Icon } from '../page/Icon.tsx';
import { leave } from '../page/leave.ts';
import { MenuButton } from '../page/MenuButton.tsx';
import { useMe } from '../page/me.ts';
import { settingsShown } from '../page/settings.ts';
import { useStore } from '../page/store.ts';
import { chooseTheme, THEMES, theme } from '../page/theme.ts';
import { useImport } from './importing.ts';
import { useThreadsLock } from './locks.ts';

const WORDS = { system: 'As the system', light: 'Light', dark: 'Dark' } as const;

const SETTINGS = { id: 'settings', label: 'Settings…', run: () => settingsShown.set(true) };

/** Who is signed in, and what is about the whole page. */
export function UserMenu() {
  const client = useInstar();
  const { data: me } = useMe();
  const chosen = useStore(theme);
  const file = useRef<HTMLInputElement>(null);
  const importFile = useImport();
  const refused = useThreadsLock();
  const hasSettings = useIsFilled('settings');
  const name = me?.user.name ?? '';

  return (
    <div className="user-bar">
      <MenuButton
        label="Menu"
        className="user-button"
        groups={[
          {
            title: 'Theme',
            chosen,
            entries: THEMES.map((id) => ({ id, label: WORDS[id], run: () => chooseTheme(id) })),
          },
          {
            entries: [
              {
                id: 'import',
                label: 'Import a thread…',
                refused,
                run: () => file.current?.click(),
              },
              ...(hasSettings ? [SETTINGS] : []),
              { id: 'help', label: 'Keyboard shortcuts', run: () => helpShown.set(true) },
              { id: 'leave', label: 'Sign out', run: () => void leave(client) },
            ],
          },
        ]}
      >
        <Avatar name={name} />
        <span className="user-name">{name}</span>
        <Icon name="more" />
      </MenuButton>
      <input
        ref={file}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label="Import a thread"
        onChange={(event) => {
          void importFile(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </div>
  );
}
