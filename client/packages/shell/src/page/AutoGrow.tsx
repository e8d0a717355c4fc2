import { type ComponentProps, type RefCallback, useCallback, useLayoutEffect, useRef } from 'react';

type Props = Omit<ComponentProps<'textarea'>, 'ref' | 'rows'> & {
  readonly ref: RefCallback<HTMLTextAreaElement>;
};

/** A text field as high as its text; its style sets how high that may be. */
export function AutoGrow({ ref, ...props }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { value } = props;

  const attach = useCallback(
    (element: HTMLTextAreaElement | null) => {
      field.current = element;
      return ref(element);
    },
    [ref],
  );
  useLayoutEffect(() => {
    const shown = field.current;
    if (!shown) return;
    shown.style.height = 'auto';
    shown.style.height = `${shown.scrollHeight}px`;
  }, [value]);

  return <textarea ref={attach} rows={1} dir="auto" {...props} />;
}
