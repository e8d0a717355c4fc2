import type { Attachment } from '@instar/protocol';
import { useInstar } from '@instar/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useMe } from '../page/me.ts';
import { messageOf } from '../rest/refusal.ts';
import { fileFault } from './limits.ts';

/** A file on its way into a message. */
export interface Upload {
  readonly key: number;
  readonly name: string;
  readonly size: number;
  /** A picture of it, when it is one. */
  readonly picture: string | undefined;
  /** The part that has arrived, from 0 to 1. */
  readonly progress: number;
  readonly attachment?: Attachment;
  readonly error?: string;
}

let nextKey = 1;

/** The files of the message that is being written: added, sent at once, taken away again. */
export function useUploads() {
  const client = useInstar();
  const { data: me } = useMe();
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const running = useRef(new Map<number, AbortController>());

  const change = useCallback((key: number, fields: Partial<Upload>) => {
    setUploads((all) => all.map((each) => (each.key === key ? { ...each, ...fields } : each)));
  }, []);

  const start = useCallback(
    async (key: number, file: File) => {
      const abort = new AbortController();
      running.current.set(key, abort);
      try {
        const attachment = await client.uploadAttachment(file, {
          onProgress: (progress) => change(key, { progress }),
          signal: abort.signal,
        });
        change(key, { attachment, progress: 1 });
      } catch (error) {
        change(key, { error: messageOf(error) });
      } finally {
        running.current.delete(key);
      }
    },
    [client, change],
  );

  const add = useCallback(
    (files: readonly File[]) => {
      const taken = uploads.filter((each) => each.error === undefined).length;
      const added = files.map((file, index) => uploadOf(file, fileFault(file, taken + index, me)));
      setUploads((all) => [...all, ...added]);
      for (const [index, { key, error }] of added.entries()) {
        const file = files[index];
        if (file && error === undefined) void start(key, file);
      }
    },
    [uploads, me, start],
  );

  const remove = useCallback((key: number) => {
    running.current.get(key)?.abort();
    setUploads((all) => all.filter((each) => each.key !== key || forget(each)));
  }, []);

  const clear = useCallback(() => setUploads((all) => all.filter(forget)), []);

  useEffect(() => {
    const open = running.current;
    return () => {
      for (const abort of open.values()) abort.abort();
    };
  }, []);

  return { uploads, add, remove, clear };
}

function uploadOf(file: File, error: string | undefined): Upload {
  const picture = file.type.startsWith('image/') ? URL.createObjectURL(file) : undefined;
  const { name, size } = file;
  return {
    key: nextKey++,
    name,
    size,
    picture,
    progress: 0,
    ...(error !== undefined && { error }),
  };
}

/** Lets the browser free the picture. False, for use as a filter. */
function forget({ picture }: Upload): false {
  if (picture !== undefined) URL.revokeObjectURL(picture);
  return false;
}
