/** What people registered, on a card: each with a shape and a text of its own, so that none is told by its colour alone. */
import type { ReactElement } from 'react';
import { formatTag } from '@topiary/contract';
import type { NodeView } from '@topiary/contract';
import { useWords } from '../../../shared/i18n/use-words.ts';
import type { Words } from '../../../shared/i18n/use-words.ts';
import { Chip } from './chip.tsx';

/** What keeps others away comes before every other fact. */
export function NoteChips({ node }: { readonly node: NodeView }): ReactElement {
  const words = useWords();
  const { t } = words;
  const { downtime, maintenance } = node.registered;
  return (
    <>
      {node.detached.length > 0 && (
        <Chip icon="unlink" text={t('detached.short')} title={detachedText(node, words)} strong />
      )}
      {downtime !== null && (
        <Chip icon="muted" text={t('registered.downtime.short')} title={noteText('downtime', downtime, words)} strong />
      )}
      {maintenance !== null && (
        <Chip
          icon="wrench"
          text={t('registered.maintenance.short')}
          title={noteText('maintenance', maintenance, words)}
          strong
        />
      )}
    </>
  );
}

/** What is good to know comes last: a card has room for a few. */
export function LabelChips({ node }: { readonly node: NodeView }): ReactElement {
  const { t } = useWords();
  const { promotion, tags } = node.registered;
  return (
    <>
      {promotion !== null && promotion.rule !== 'neutral' && (
        <Chip icon="star" title={t(`promotionRule.${promotion.rule}`)} off={promotion.rule !== 'prefer'} />
      )}
      {tags.length > 0 && <Chip icon="tag" text={tagsText(tags)} title={tags.map(formatTag).join(', ')} />}
    </>
  );
}

export function detachedText({ detached }: Pick<NodeView, 'detached'>, { t }: Words): string {
  return t('detached.from', { sources: detached.map(({ source }) => source).join(', ') });
}

type Note = NonNullable<NodeView['registered']['downtime']>;

function noteText(kind: 'downtime' | 'maintenance', { owner, reason, endsAt }: Note, { t, time }: Words): string {
  return `${t(`registered.${kind}.title`)}: ${owner}: ${reason}, ${t('registered.until', { time: time(endsAt) })}`;
}

/** A card has room for one. */
function tagsText(tags: NodeView['registered']['tags']): string {
  const [first] = tags;
  if (first === undefined) return '';
  return tags.length === 1 ? formatTag(first) : `${formatTag(first)} +${tags.length - 1}`;
}
