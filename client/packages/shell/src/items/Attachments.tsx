import type { Attachment } from '@instar/protocol';
import { useInstar } from '@instar/react';
import { Icon } from '../page/Icon.tsx';
import { sizeInWords } from '../page/sizes.ts';
import { contentAddress, previewAddress } from '../rest/attachments.ts';

/** The files of a message: a picture where there is one, else name and size. */
export function Attachments({ attachments }: { readonly attachments: readonly Attachment[] }) {
  const { rest } = useInstar();
  if (attachments.length === 0) return null;
  return (
    <ul className="attachments" aria-label="Attachments">
      {attachments.map((file) => (
        <li key={file.id}>
          <a href={contentAddress(rest, file.id)} download={file.name} title={file.name}>
            {file.preview ? (
              <img
                src={previewAddress(rest, file.id)}
                alt={file.name}
                loading="lazy"
                width={160}
                height={120}
              />
            ) : (
              <span className="file-card">
                <Icon name="file" />
                <span className="file-name" dir="auto">
                  {file.name}
                </span>
                <span className="file-size">{sizeInWords(file.size)}</span>
              </span>
            )}
          </a>
        </li>
      ))}
    </ul>
  );
}
