/** While something is being moved: whether this server may be its target, and why not. Server truth, per card. */
import { memo } from 'react';
import type { ReactElement } from 'react';
import type { InstanceId, MessageView } from '@topiary/contract';
import { useWords } from '../../../shared/i18n/use-words.ts';
import { useKeyed } from '../../../shared/topology/keyed-feed.ts';
import { Icon } from '../../../shared/ui/icons.tsx';
import { useCanvas } from '../canvas-context.tsx';
import type { CanvasFeeds } from '../canvas-context.tsx';
import classes from './verdict-mark.module.css';

export const VerdictMark = memo(function VerdictMark({ id }: { readonly id: InstanceId }): ReactElement | null {
  const { feeds } = useCanvas();
  const verdict = useKeyed(feeds.verdicts, id);
  const over = useKeyed(feeds.over, id);
  const { t, message } = useWords();
  const held = useKeyed(feeds.held, id);
  // A server that is moved alone is no target of itself. Of several, one may be the new master of the others.
  const isItself = held === true && verdict?.reasons.some(({ code }) => code === 'same-server');
  if (verdict === undefined || isItself === true) return null;
  const reason = verdict.reasons[0];
  if (verdict.allowed) {
    return (
      <div className={classes.verdict} data-allowed data-over={over}>
        <span className={classes.badge}>
          <Icon name="check" size={14} strokeWidth={3} />
          <span className={classes.words}>{over === true ? t('move.dropHere') : t('move.allowed')}</span>
        </span>
      </div>
    );
  }
  return (
    <div className={classes.verdict} data-over={over}>
      <span className={classes.badge}>
        <Icon name="forbidden" size={14} strokeWidth={2.4} />
        <span className={classes.words}>
          {over === true && reason !== undefined ? message(withShortNames(reason, feeds)) : t('move.notAllowed')}
        </span>
      </span>
    </div>
  );
});

/** There is room for few words on a card, and within a cluster the short names do. */
function withShortNames(reason: MessageView, feeds: CanvasFeeds): MessageView {
  const params = Object.entries(reason.params).map(
    ([key, value]) => [key, feeds.names.get(value as InstanceId) ?? value] as const,
  );
  return { ...reason, params: Object.fromEntries(params) };
}
