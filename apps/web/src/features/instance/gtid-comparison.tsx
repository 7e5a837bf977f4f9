/** What this server has that the source of a channel has not, and the other way round. */
import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { useQuery } from '@tanstack/react-query';
import { instanceIdOf } from '@topiary/contract';
import type { ChannelView, InstanceId, InstanceView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { clusterQuery, instanceQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { gtidBars } from './gtid-bars.ts';
import { GtidChart } from './gtid-chart.tsx';
import { gtidDifferences } from './gtid-differences.ts';
import { GtidSet } from './gtid-set.tsx';
import classes from './gtid-tab.module.css';

export interface GtidComparisonProps {
  readonly instance: InstanceView;
  readonly channel: ChannelView;
}

export function GtidComparison({ instance, channel }: GtidComparisonProps): ReactElement | null {
  const { t } = useWords();
  const id = useSourceId(instance, channel);
  const { data: source, error } = useQuery(instanceQuery(useApi(), id));
  if (source === undefined && error === null) return null;
  const title = t('gtidTab.compared', { source: id });
  return (
    <section className={classes.comparison} aria-label={title}>
      <h3>{title}</h3>
      {source === undefined ? (
        <p className={classes.empty}>{t('gtidTab.nothingKnown', { source: id })}</p>
      ) : (
        <Differences instance={instance} source={source} />
      )}
    </section>
  );
}

/** The cluster has one name for every server; the channel may use another. */
function useSourceId({ node, cluster }: InstanceView, channel: ChannelView): InstanceId {
  const { data } = useQuery(clusterQuery(useApi(), cluster));
  const edge = data?.edges.find((candidate) => candidate.replica === node.id && candidate.channel === channel.name);
  return edge?.source ?? instanceIdOf(channel.source);
}

interface DifferencesProps {
  readonly instance: InstanceView;
  readonly source: InstanceView;
}

function Differences({ instance, source }: DifferencesProps): ReactElement {
  const { t, milliseconds } = useWords();
  const found = useMemo(() => gtidDifferences(instance, source), [instance, source]);
  const name = source.node.id;
  if (found.kind === 'never-seen')
    return <p className={classes.empty}>{t('gtidTab.nothingKnown', { source: name })}</p>;
  if (found.kind === 'not-comparable')
    return <p className={classes.empty}>{t(`gtidTab.notComparable.${found.why}`)}</p>;
  const { onlyHere, onlyThere, mayBeNewer, refused, gapMs, by } = found;
  const [here, there] = [instance.observation?.gtid, source.observation?.gtid];
  return (
    <>
      {here !== undefined && there !== undefined && (
        <GtidChart bars={gtidBars({ here, there, onlyHere: by.here, onlyThere: by.there })} source={name} />
      )}
      <GtidSet
        title={t(mayBeNewer ? 'gtidTab.newerHere' : 'gtidTab.onlyHere', { source: name })}
        set={onlyHere}
        empty={t('gtidTab.nothingOnlyHere', { source: name })}
      />
      <GtidSet
        title={t('gtidTab.onlyThere', { source: name })}
        set={onlyThere}
        empty={t('gtidTab.nothingOnlyThere', { source: name })}
      />
      {refused && !mayBeNewer && <Notice mark="warning">{t('gtidTab.refused', { source: name })}</Notice>}
      {(onlyHere !== '' || onlyThere !== '') && gapMs !== null && (
        <p className={classes.empty}>{t('gtidTab.sampled', { gap: milliseconds(gapMs) })}</p>
      )}
    </>
  );
}
