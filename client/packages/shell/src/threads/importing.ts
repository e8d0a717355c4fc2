import { useInstar } from '@instar/react';
import { useQueryClient } from '@tanstack/react-query';
import { navigate, threadPath } from '../page/route.ts';
import { toast } from '../page/toasts.ts';
import { messageOf } from '../rest/refusal.ts';
import { importThread } from '../rest/threads.ts';
import { THREADS_KEY } from './threads.ts';

/** Makes a thread of an exported file and opens it. */
export function useImport(): (file: File | undefined) => Promise<void> {
  const { rest } = useInstar();
  const queries = useQueryClient();
  return async (file) => {
    if (!file) return;
    try {
      const { id } = await importThread(rest, await readJson(file));
      void queries.invalidateQueries({ queryKey: THREADS_KEY });
      navigate(threadPath(id));
    } catch (error) {
      const text = error instanceof SyntaxError ? `“${file.name}” is no export.` : messageOf(error);
      toast({ text, tone: 'danger' });
    }
  };
}

async function readJson(file: File): Promise<unknown> {
  return JSON.parse(await file.text());
}
