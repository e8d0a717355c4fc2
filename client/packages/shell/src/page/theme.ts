import { recall, remember } from './memory.ts';
import { createStore } from './store.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const isTheme = (value: unknown): value is Theme => THEMES.includes(value as Theme);

/** What the person chose, on this browser. */
export const theme = createStore<Theme>('system');

/** Shows the remembered choice. Called once, before the first paint. */
export function startTheme(): void {
  const chosen = recall('theme');
  if (isTheme(chosen)) show(chosen);
}

export function chooseTheme(chosen: Theme): void {
  remember('theme', chosen === 'system' ? undefined : chosen);
  show(chosen);
}

function show(chosen: Theme): void {
  theme.set(chosen);
  document.documentElement.dataset['theme'] = chosen;
}
