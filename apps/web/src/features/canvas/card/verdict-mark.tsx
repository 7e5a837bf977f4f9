/** While something is being moved: what a drop on this server would do, or why nothing. Server truth, per card. */
import { memo } from 'react';
import type { ReactElement } from 'react';
import type { InstanceId, MessageView } from '@topiary/contract';
import { useWords } from '../../../shared/i18n/use-words.ts';
import { sayDropHere } from '../../../shared/moves/drop-words.ts';
import { useKeyed } from '../../../shared/topology/keyed-feed.ts';
import { Icon } from '../../../shared/ui/icons.tsx';
import { useCanvas } from '../canvas-context.tsx';
import type { CanvasFeeds } from '../canvas-context.tsx';
import classes from './verdict-mark.module.css';

export const VerdictMark = memo(function VerdictMark({ id }: { readonly id: InstanceId }): ReactElement | null {
  const { feeds } = useCanvas();
  const drops = useKeyed(feeds.drops, id);
  const over = useKeyed(feeds.over, id);
  const words = useWords();
  const { t, message } = words;
  const held = useKeyed(feeds.held, id);
  // A server that is moved alone is no target of itself. Of several, one may be the new master of the others.
  const isItself = held === true && drops?.[0].reasons.some(({ code }) => code === 'same-server');
  if (drops === undefined || isItself === true) return null;
  const [reason] = drops[0].reasons;
  const possible = drops.filter(({ allowed }) => allowed);
  if (possible.length > 0) {
    return (
      <div className={classes.verdict} data-allowed data-over={over}>
        <span className={classes.badge}>
          <Icon name="check" size={14} strokeWidth={3} />
          <span className={classes.words}>
            {over === true ? possible.map((drop) => sayDropHere(drop, words)).join(' / ') : t('move.allowed')}
          </span>
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
