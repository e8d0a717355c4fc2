import { useEffect, useState } from 'react';
import { announce } from './announce.ts';
import { IconButton } from './Button.tsx';
import { toast } from './toasts.ts';

const SHOWN_MS = 1500;

/** Copies `text` and says so. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      announce('Copied');
    } catch {
      toast({ text: 'The browser did not allow copying.', tone: 'danger' });
    }
  };
  return <IconButton icon={copied ? 'check' : 'copy'} label={label} size={16} onClick={copy} />;
}
