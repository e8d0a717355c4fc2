import { type ComponentProps, useLayoutEffect, useRef } from 'react';

type Props = Omit<ComponentProps<'textarea'>, 'ref' | 'rows'>;

/** A text field as high as its text; its style sets how high that may be. */
export function AutoGrow(props: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { value, autoFocus } = props;

  useLayoutEffect(() => {
    const shown = field.current;
    if (!shown) return;
    shown.style.height = 'auto';
    shown.style.height = `${shown.scrollHeight}px`;
  }, [value]);

  useLayoutEffect(() => {
    const shown = field.current;
    if (autoFocus && shown) shown.setSelectionRange(shown.value.length, shown.value.length);
  }, [autoFocus]);

  return <textarea ref={field} rows={1} dir="auto" {...props} />;
}
