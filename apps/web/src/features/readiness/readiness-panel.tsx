/** Would this cluster be repaired by itself now, by whom, and if not, why not: all of it beside its drawing. */
import type { ReactElement, ReactNode } from 'react';
import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { ClusterView, InstanceId, ReadinessView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { successorsQuery } from '../../shared/api/queries.ts';
import { readinessQuery } from '../../shared/api/recovery-queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { replaceWishOf } from '../../shared/moves/replace-wish.ts';
import type { ReplaceWish } from '../../shared/moves/replace-wish.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { PanelFrame } from '../../shared/ui/panel-frame.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { DetectionTimes } from './detection-times.tsx';
import { GateList } from './gate-list.tsx';
import { SwitchForm } from './switch-form.tsx';
import classes from './readiness.module.css';

export interface ReadinessPanelProps {
  readonly cluster: ClusterView;
  readonly recoveryHref: (uid: string) => string;
  readonly recoveriesHref: string;
  /** What is wrong in it now, drawn by whoever knows problems. */
  readonly problems: ReactNode;
  readonly onReplace: (wish: ReplaceWish) => void;
  readonly onSelect: (id: InstanceId) => void;
  readonly onClose: () => void;
}

export function ReadinessPanel(props: ReadinessPanelProps): ReactElement {
  const { cluster, recoveriesHref, problems, onClose } = props;
  const { t } = useWords();
  return (
    <PanelFrame
      label={t('readiness.title')}
      title={t('readiness.title')}
      icon={<Icon name="shield" />}
      takesFocus
      onClose={onClose}
    >
      {problems}
      <Servers {...props} />
      <section className={classes.section} aria-label={t('readiness.switch.ofCluster')}>
        <h3>{t('readiness.switch.ofCluster')}</h3>
        <SwitchForm cluster={cluster.id} />
      </section>
      <p className={classes.links}>
        <Link to={recoveriesHref}>{t('readiness.recoveries')}</Link>
      </p>
    </PanelFrame>
  );
}

function Servers(props: ReadinessPanelProps): ReactElement {
  const { t } = useWords();
  const { data, error, refetch } = useQuery(readinessQuery(useApi(), props.cluster.id));
  if (data === undefined)
    return error === null ? <Waiting /> : <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <section className={classes.section} aria-label={t('readiness.title')}>
      {data.servers.length === 0 && <p>{t('readiness.nothing')}</p>}
      {data.servers.map((server) => (
        <ServerCard key={server.instance} {...props} server={server} />
      ))}
    </section>
  );
}

interface ServerCardProps extends ReadinessPanelProps {
  readonly server: ReadinessView['servers'][number];
}

function ServerCard({ cluster, server, recoveryHref, onReplace, onSelect }: ServerCardProps): ReactElement {
  const { t } = useWords();
  const { instance, scope, ready, gates, detection } = server;
  const closed = gates.filter(({ isOpen }) => !isOpen).length;
  const wish = scope === 'master' ? replaceWishOf(cluster, instance) : null;
  const mark = ready ? 'ok' : 'warning';
  return (
    <article className={classes.card} data-mark={mark} aria-label={instance}>
      <div className={classes.server}>
        <Anchor component="button" size="sm" fw={650} onClick={() => onSelect(instance)}>
          {instance}
        </Anchor>
        <span>{t(`recovery.scope.${scope}`)}</span>
      </div>
      <div className={classes.verdict}>
        <MarkIcon mark={mark} size={17} />
        {ready ? t('readiness.ready') : t('readiness.notReady', { count: closed })}
      </div>
      {wish !== null && <Winner cluster={cluster} wish={wish} onReplace={onReplace} />}
      <GateList gates={gates} hrefOf={recoveryHref} />
      <DetectionTimes detection={detection} />
    </article>
  );
}

interface WinnerProps extends Pick<ReadinessPanelProps, 'cluster' | 'onReplace'> {
  readonly wish: ReplaceWish;
}

function Winner({ cluster, wish, onReplace }: WinnerProps): ReactElement | null {
  const { t } = useWords();
  const { data } = useQuery(successorsQuery(useApi(), wish.master, cluster.revision));
  if (data === undefined) return null;
  const best = data.ranked.find(({ choice }) => choice === 'best');
  return (
    <div>
      {best === undefined ? t('readiness.noWinner') : t('readiness.winner', { instance: best.instance })}{' '}
      <Button size="compact-xs" variant="default" onClick={() => onReplace(wish)}>
        {t('readiness.ranking')}
      </Button>
    </div>
  );
}
