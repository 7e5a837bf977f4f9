import type { Words } from '../i18n/use-words.ts';
import type { Drop } from './drops.ts';

/** In a sentence, with the servers concerned. */
export function sayDrop({ kind, subject, target }: Drop, { t }: Words): string {
  return t(`drop.does.${kind}`, { subject, target });
}

/** In the few words that a card has room for. */
export function sayDropHere({ kind }: Drop, { t }: Words): string {
  return t(`drop.here.${kind}`);
}
