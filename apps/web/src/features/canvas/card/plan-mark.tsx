/** On the edge of a card: what the plan on screen does to this server, and how far it is. The plan's panel says it in whole. */
import { memo } from 'react';
import type { ReactElement } from 'react';
import type { InstanceId } from '@topiary/contract';
import { useWords } from '../../../shared/i18n/use-words.ts';
import { useKeyed } from '../../../shared/topology/keyed-feed.ts';
import { Icon } from '../../../shared/ui/icons.tsx';
import type { IconName } from '../../../shared/ui/icons.tsx';
import { useCanvas } from '../canvas-context.tsx';
import type { PlanMarkState } from '../model/plan-marks.ts';
import classes from './plan-mark.module.css';

const ICONS: Readonly<Record<PlanMarkState, IconName>> = {
  planned: 'info',
  waiting: 'clock',
  running: 'play',
  done: 'check',
  failed: 'warning',
  'put-back': 'undo',
};

export const PlanMark = memo(function PlanMark({ id }: { readonly id: InstanceId }): ReactElement | null {
  const { t, message } = useWords();
  const mark = useKeyed(useCanvas().feeds.marks, id);
  if (mark === undefined) return null;
  const { effects, state, title } = mark;
  const said = effects.map((effect) => t(`planMark.effect.${effect}`));
  if (state === 'planned' && said.length === 0) return null;
  const text = title === null ? said.join(' · ') : message(title);
  return (
    <div className={classes.mark} data-state={state} aria-hidden="true" title={[...said].join('\n')}>
      <Icon name={ICONS[state]} size={13} strokeWidth={2.6} />
      {state !== 'planned' && <strong>{t(`planMark.state.${state}`)}</strong>}
      {text !== '' && <span>{text}</span>}
    </div>
  );
});
