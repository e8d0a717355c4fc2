import { keysOf } from '../commands/shortcut.ts';
import { useAllCommands } from '../commands/useCommands.ts';
import { Dialog } from './Dialog.tsx';
import { SHORTCUTS } from './shortcuts.ts';

/** The keys that the page knows. */
export function Help({ onClose }: { onClose(): void }) {
  const commands = useAllCommands().flatMap(({ shortcut, title }) => {
    const keys = keysOf(shortcut);
    return keys.length > 0 ? [{ keys, does: title }] : [];
  });
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl className="shortcuts">
        {[...SHORTCUTS, ...commands].map(({ keys, does }) => (
          <div key={does}>
            <dt>{does}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
