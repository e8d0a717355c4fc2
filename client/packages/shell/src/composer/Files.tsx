import { IconButton } from '../page/Button.tsx';
import { Icon } from '../page/Icon.tsx';
import { sizeInWords } from '../page/sizes.ts';
import type { Upload } from './uploads.ts';

interface Props {
  readonly uploads: readonly Upload[];
  onRemove(key: number): void;
}

/** The files that the message will have. */
export function Files({ uploads, onRemove }: Props) {
  if (uploads.length === 0) return null;
  return (
    <ul className="files" aria-label="Files">
      {uploads.map((each) => (
        <li key={each.key} className={`file ${each.error === undefined ? '' : 'file-failed'}`}>
          {each.picture === undefined ? <Icon name="file" /> : <img src={each.picture} alt="" />}
          <span className="file-name" dir="auto" title={each.name}>
            {each.name}
          </span>
          <FileState upload={each} />
          <IconButton
            icon="close"
            size={14}
            label={`Remove ${each.name}`}
            data-tip="Remove"
            onClick={() => onRemove(each.key)}
          />
        </li>
      ))}
    </ul>
  );
}

function FileState({
  upload: { name, size, progress, attachment, error },
}: {
  readonly upload: Upload;
}) {
  if (error !== undefined) {
    return (
      <span className="file-size" role="alert">
        {error}
      </span>
    );
  }
  if (attachment) return <span className="file-size">{sizeInWords(size)}</span>;
  return <progress className="file-progress" value={progress} aria-label={`Sending ${name}`} />;
}
