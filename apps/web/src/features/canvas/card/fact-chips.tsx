import type { ReactElement } from 'react';
import type { NodeView } from '@topiary/contract';
import { useWords } from '../../../shared/i18n/use-words.ts';
import { knownLag } from '../../../shared/topology/known-lag.ts';
import { Chip } from './chip.tsx';
import { LabelChips, NoteChips } from './registered-chips.tsx';
import classes from './instance-card.module.css';

/** Lag, GTID, semi-sync, filters, delay: what is worth knowing before touching a server. Absent facts take no room. */
export function FactChips({ node }: { readonly node: NodeView }): ReactElement {
  const { t, duration } = useWords();
  const semiSync = semiSyncOf(node);
  const lag = knownLag(node);
  return (
    <div className={classes.chips}>
      <NoteChips node={node} />
      <ErrantChip node={node} />
      {lag !== null && <Chip title={t('card.lag', { lag: duration(lag) })} text={duration(lag)} icon="clock" strong />}
      {node.gtid !== null && <Chip title={t(`gtid.${node.gtid}`)} text="GTID" off={node.gtid !== 'used'} />}
      {semiSync !== null && (
        <Chip title={t(`semiSync.${semiSync}`)} text={t('card.semiSync')} off={semiSync === 'on'} />
      )}
      {node.delaySeconds > 0 && (
        <Chip
          title={t('card.delay', { delay: duration(node.delaySeconds) })}
          text={`+${duration(node.delaySeconds)}`}
        />
      )}
      {node.hasFilters && <Chip title={t('card.filters')} icon="filter" />}
      {node.logBin === false && <Chip title={t('card.noBinlog')} text={t('card.noBinlogShort')} off />}
      <LabelChips node={node} />
    </div>
  );
}

/** Data that its master does not have; plain where somebody said that the server is written to on purpose. */
function ErrantChip({ node }: { readonly node: NodeView }): ReactElement | null {
  const { t, problem } = useWords();
  const found = node.problems.find(({ code }) => code === 'errant-gtid' || code === 'errant-meant');
  if (found === undefined) return null;
  return <Chip icon="warning" text={t('card.errant')} title={problem(found)} strong={found.code === 'errant-gtid'} />;
}

/** The stronger of its two sides. `on`: switched on, but nobody acknowledges. */
function semiSyncOf(node: NodeView): 'on' | 'active' | null {
  const sides = [node.semiSync?.source, node.semiSync?.replica];
  if (sides.includes('active')) return 'active';
  return sides.includes('on') ? 'on' : null;
}
