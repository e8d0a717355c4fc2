import { useInstar, useIsFilled } from '@instar/react';
import { helpShown } from '../page/help.ts';
import { leave } from '../page/leave.ts';
import { NEW_THREAD, navigate } from '../page/route.ts';
import { goToSearch } from '../page/search.ts';
import { settingsShown } from '../page/settings.ts';
import { chooseTheme, theme } from '../page/theme.ts';
import { useThreadsLock } from '../threads/locks.ts';
import type { CommandLine } from './CommandList.tsx';
import { MOD } from './shortcut.ts';

/** Something that the page itself can do. */
export interface OwnCommand extends CommandLine {
  run(): void;
}

/** What the page can do without the server, for the palette. */
export function useOwnCommands(): readonly OwnCommand[] {
  const client = useInstar();
  const locked = useThreadsLock() !== undefined;
  const [listed, settings] = [useIsFilled('threadList'), useIsFilled('settings')];
  const all: readonly (OwnCommand & { readonly unless?: boolean })[] = [
    {
      id: 'page.new',
      title: 'New thread',
      keys: [MOD, 'Shift', 'O'],
      unless: locked,
      run: () => navigate(NEW_THREAD),
    },
    {
      id: 'page.search',
      title: 'Search',
      keys: [MOD, 'Shift', 'F'],
      unless: !listed,
      run: goToSearch,
    },
    { id: 'page.theme', title: 'Toggle theme', description: 'Light or dark', run: toggleTheme },
    {
      id: 'page.settings',
      title: 'Settings',
      unless: !settings,
      run: () => settingsShown.set(true),
    },
    {
      id: 'page.help',
      title: 'Keyboard shortcuts',
      description: 'Help',
      keys: [MOD, '/'],
      run: () => helpShown.set(true),
    },
    { id: 'page.leave', title: 'Sign out', run: () => void leave(client) },
  ];
  return all.filter(({ unless }) => !unless);
}

function toggleTheme(): void {
  const chosen = theme.get();
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  chooseTheme((chosen === 'system' ? system : chosen) === 'dark' ? 'light' : 'dark');
}
