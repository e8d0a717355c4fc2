import { FRAME_BYTES, type Me, TEXT_CHARS } from '@instar/protocol';
import { sizeInWords } from '../page/sizes.ts';

/** How many files the protocol lets a message have. */
const ITEM_ATTACHMENTS = 10;
/** What a frame holds beside the text. */
const ENVELOPE_BYTES = 4096;

/** Why a text can not be sent as it is. */
export function textFault(text: string): string | undefined {
  // A string is never longer in code points than in units, so most texts need no count.
  if (text.length > TEXT_CHARS && [...text].length > TEXT_CHARS) {
    return `A message holds at most ${TEXT_CHARS.toLocaleString()} characters.`;
  }
  const bytes = new TextEncoder().encode(JSON.stringify(text)).length;
  return bytes > FRAME_BYTES - ENVELOPE_BYTES ? 'The message is too long to be sent.' : undefined;
}

/** Why a file can not be attached. `count` files are there already. */
export function fileFault(file: File, count: number, me: Me | undefined): string | undefined {
  if (file.size === 0) return 'The file is empty.';
  if (!me) return undefined;
  const most = Math.min(me.uploadCount, ITEM_ATTACHMENTS);
  if (count >= most) return `A message takes at most ${most} files.`;
  if (file.size > me.uploadBytes) return `Larger than ${sizeInWords(me.uploadBytes)}.`;
  return isTaken(file.type, me.uploadTypes) ? undefined : 'This kind of file is not taken.';
}

/** A type that the browser does not know is left to the server. */
function isTaken(type: string, taken: readonly string[]): boolean {
  if (type === '' || taken.length === 0 || taken.includes('*/*')) return true;
  return taken.some((each) =>
    each.endsWith('/*') ? type.startsWith(each.slice(0, -1)) : each === type,
  );
}
