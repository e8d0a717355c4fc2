import { useEffect } from 'react';

/** A line of the list. */
export interface CommandLine {
  readonly id: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly keys?: readonly string[];
  /** How it is called in the composer. */
  readonly call?: string;
}

interface Props {
  readonly id: string;
  readonly lines: readonly CommandLine[];
  readonly active: number;
  onChoose(index: number): void;
  onPoint(index: number): void;
}

export const optionId = (listId: string, index: number): string => `${listId}-${index}`;

/** Commands to choose from. The focus stays in the field whose list this is. */
export function CommandList({ id, lines, active, onChoose, onPoint }: Props) {
  useEffect(() => {
    document.getElementById(optionId(id, active))?.scrollIntoView({ block: 'nearest' });
  }, [id, active]);

  return (
    <div id={id} className="command-list" role="listbox" aria-label="Commands">
      {lines.map(({ id: key, title, description, keys = [], call }, index) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field has the keys
        <div
          key={key}
          id={optionId(id, index)}
          className="command-line"
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          onPointerMove={() => onPoint(index)}
          // The focus stays where it is.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(index)}
        >
          {call !== undefined && <code className="command-call">/{call}</code>}
          <span className="command-words">
            <span className="command-title" dir="auto">
              {title}
            </span>
            {description && (
              <span className="command-description" dir="auto">
                {description}
              </span>
            )}
          </span>
          {keys.length > 0 && (
            <span className="command-keys">
              {keys.map((each) => (
                <kbd key={each}>{each}</kbd>
              ))}
            </span>
          )}
        </div>
      ))}
    </div>
  );
}
