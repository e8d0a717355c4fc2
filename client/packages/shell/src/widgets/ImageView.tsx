import type { widgets } from '@instar/protocol';
import { useState } from 'react';
import { safeHref } from '../markdown/links.ts';
import { classes, sizesOf } from './style.ts';

/** A picture of this server. One of another host is a link: it would tell that host who reads what. */
export function ImageView({ node }: { readonly node: widgets.Image }) {
  const [broken, setBroken] = useState(false);
  const { src, alt = '', fit = 'cover', frame, radius = 'md', width, height, aspectRatio } = node;
  if (!src.startsWith('/api/v1/attachments/')) return <ImageLink src={src} alt={alt} />;
  if (broken) return <span className="w-placeholder">{alt || 'This picture is gone.'}</span>;
  return (
    <img
      className={classes('w-image', { fit, frame, radius })}
      style={sizesOf({ width, height, aspectRatio })}
      src={src}
      alt={alt}
      loading="lazy"
      decoding="async"
      onError={() => setBroken(true)}
    />
  );
}

function ImageLink({ src, alt }: { readonly src: string; readonly alt: string }) {
  const href = safeHref(src);
  if (href === undefined) return <span className="w-placeholder">{alt || 'A picture'}</span>;
  return (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer" className="w-image-link">
      {alt || href}
    </a>
  );
}
