import { type MessageProps, useInstar } from '@instar/react';
import { useState } from 'react';
import { Icon } from '../page/Icon.tsx';
import { contentAddress, previewAddress } from '../rest/attachments.ts';
import { authorOf } from './names.ts';
import { partOf } from './parts.ts';

/** A picture, as a preview that leads to the whole of it. */
export function ImageItem({ item }: MessageProps) {
  const { rest } = useInstar();
  const [missing, setMissing] = useState(false);
  const { attachmentId, alt } = partOf(item, 'image');
  const file = item.attachments?.find(({ id }) => id === attachmentId);
  const name = alt || file?.name || 'Picture';
  return (
    <article className="picture" aria-label={`${authorOf(item)}, ${name}`}>
      <a href={contentAddress(rest, attachmentId)} download={file?.name ?? ''} title={name}>
        {missing ? (
          <span className="file-card">
            <Icon name="file" />
            {name}
          </span>
        ) : (
          <img
            src={previewAddress(rest, attachmentId)}
            alt={name}
            loading="lazy"
            onError={() => setMissing(true)}
          />
        )}
      </a>
    </article>
  );
}
