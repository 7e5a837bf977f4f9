import type { Words } from '../i18n/use-words.ts';
import type { Drop } from './drops.ts';

/** In a sentence, with the servers concerned. */
export function sayDrop({ kind, subject, target, picked }: Drop, { t }: Words): string {
  if (picked === undefined) return t(`drop.does.${kind}`, { subject, target });
  const { moving, total } = picked;
  return t(moving === total ? 'drop.does.picked-all' : 'drop.does.picked-below', { moving, total, target });
}

/** In the few words that a card has room for. */
export function sayDropHere({ kind, picked }: Drop, { t }: Words): string {
  if (picked === undefined) return t(`drop.here.${kind}`);
  const { moving, total } = picked;
  return t(moving === total ? 'drop.here.picked-all' : 'drop.here.picked-below', { moving, total });
}
