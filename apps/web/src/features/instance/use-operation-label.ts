import type { OperationsView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';

export type Operation = OperationsView['operations'][number];

/** What it is called; with its channel, where a server has several. */
export function useOperationLabel(): (operation: Operation) => string {
  const { t } = useWords();
  return ({ name, channel }) =>
    channel === null
      ? t(`operation.name.${name}`)
      : `${t(`operation.name.${name}`)} (${channel === '' ? "''" : channel})`;
}

/** One of those of a server. */
export function operationKey({ name, channel }: Operation): string {
  return `${name} ${channel ?? ''}`;
}
