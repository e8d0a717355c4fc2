import type { widgets } from '@instar/protocol';
import { ICONS } from './icons.ts';
import { classes } from './style.ts';

/** A drawing by its name; nothing for a name that this page does not know. */
export function Drawing({ name }: { readonly name: widgets.Icon['name'] | null | undefined }) {
  const Icon = name ? ICONS[name] : undefined;
  return Icon ? <Icon className={`w-drawing ${name === 'star-filled' ? 'w-filled' : ''}`} /> : null;
}

export function IconView({ node }: { readonly node: widgets.Icon }) {
  return (
    <span className={classes('w-icon', { size: node.size ?? 'md', color: node.color })}>
      <Drawing name={node.name} />
    </span>
  );
}
