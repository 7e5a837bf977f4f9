/** A card as one sentence, for those who hear it. The same facts in the same order as on the card. */
import { formatTag } from '@topiary/contract';
import type { GroupMemberView, NodeView } from '@topiary/contract';
import type { Words } from '../../../shared/i18n/use-words.ts';
import { roleText } from '../../../shared/topology/groups.ts';
import { knownLag } from '../../../shared/topology/known-lag.ts';

export function describeCard(node: NodeView, words: Words, member?: GroupMemberView): string {
  const { t } = words;
  const lag = knownLag(node);
  const facts = [
    node.id,
    node.ownName,
    node.classification.alias,
    roleText(node, member, t),
    member?.state,
    t(`health.${node.health}`),
    node.version === null ? null : `${node.flavor === null ? '' : `${t(`flavor.${node.flavor}`)} `}${node.version}`,
    node.classification.dataCenter,
    node.readOnly === null ? null : t(node.readOnly ? 'card.readOnly' : 'card.writable'),
    lag === null ? null : t('card.lag', { lag: words.duration(lag) }),
    node.delaySeconds === 0 ? null : t('card.delay', { delay: words.duration(node.delaySeconds) }),
    node.hasFilters ? t('card.filters') : null,
    node.detached.length === 0
      ? null
      : t('detached.from', { sources: node.detached.map(({ source }) => source).join(', ') }),
    node.replicas === 0 ? null : t('card.replicas', { count: node.replicas }),
    node.registered.downtime === null ? null : t('registered.downtime.title'),
    node.registered.maintenance === null ? null : t('registered.maintenance.title'),
    ...node.registered.tags.map(formatTag),
    ...node.problems.map((problem) => t(`problem.${problem.code}.label`)),
  ];
  return facts.filter((fact) => fact !== null && fact !== undefined).join(', ');
}
