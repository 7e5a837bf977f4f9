/** Would this cluster be repaired by itself now, by whom, and if not, why not: all of it beside its drawing. */
import type { ReactElement, ReactNode } from 'react';
import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { ClusterView, InstanceId, ReadinessView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { readinessQuery } from '../../shared/api/recovery-queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { replaceWishOf } from '../../shared/moves/replace-wish.ts';
import type { ReplaceWish } from '../../shared/moves/replace-wish.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { PanelFrame } from '../../shared/ui/panel-frame.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { DetectionTimes } from './detection-times.tsx';
import { ForecastSection } from './forecast-section.tsx';
import { GateList } from './gate-list.tsx';
import { NotesSection } from './notes-section.tsx';
import { ProfileSection } from './profile-section.tsx';
import { barriersOf } from './readiness-facts.ts';
import { SwitchForm } from './switch-form.tsx';
import classes from './readiness.module.css';

export interface ReadinessPanelProps {
  readonly cluster: ClusterView;
  readonly recoveryHref: (uid: string) => string;
  readonly recoveriesHref: string;
  readonly rehearsalHref: (id: InstanceId) => string;
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
  const [first] = data.servers;
  return (
    <>
      <section className={classes.section} aria-label={t('readiness.title')}>
        {first === undefined && <p>{t('readiness.nothing')}</p>}
        {data.servers.map((server) => (
          <ServerCard key={server.instance} {...props} server={server} />
        ))}
      </section>
      {first !== undefined && <ProfileSection cluster={data.cluster} detection={first.detection} />}
    </>
  );
}

interface ServerCardProps extends ReadinessPanelProps {
  readonly server: ReadinessView['servers'][number];
}

function ServerCard(props: ServerCardProps): ReactElement {
  const { cluster, server, recoveryHref, rehearsalHref, onReplace, onSelect } = props;
  const { t } = useWords();
  const { instance, scope, ready, detection, forecast, notes } = server;
  const barriers = barriersOf(server);
  const closed = barriers.filter(({ isOpen }) => !isOpen).length;
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
      <GateList gates={barriers} hrefOf={recoveryHref} />
      {forecast !== null && (
        <ForecastSection
          forecast={forecast}
          rehearsalHref={rehearsalHref(instance)}
          ranking={
            wish !== null && (
              <Button size="compact-xs" variant="default" onClick={() => onReplace(wish)}>
                {t('readiness.ranking')}
              </Button>
            )
          }
        />
      )}
      <NotesSection notes={notes} />
      <DetectionTimes detection={detection} />
    </article>
  );
}
