/** One square per cluster, in its worst state: two thousand of them on a screen. Arrow keys walk from square to square. */
import { memo, useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactElement, SyntheticEvent } from 'react';
import { Button, Center } from '@mantine/core';
import { Link } from 'react-router';
import { nameOfCluster } from '@topiary/contract';
import type { ClusterSummary } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import { markOfCluster } from '../../shared/topology/severity.ts';
import type { FleetGroup } from './group-clusters.ts';
import { GroupTitle } from './group-title.tsx';
import { squareAfter } from './square-after.ts';
import { takeOfGroups } from './take-of-groups.ts';
import classes from './heat-map.module.css';

/** A cluster may stand in many groups. */
const SQUARES_AT_ONCE = 2_500;
const MARKS_SHOWN = ['critical', 'warning', 'ok'] as const;

export interface HeatMapProps {
  readonly groups: readonly FleetGroup[];
  readonly isGrouped: boolean;
  readonly hrefOf: (cluster: ClusterSummary) => string;
}

interface Tip {
  readonly cluster: ClusterSummary;
  readonly left: number;
  readonly top: number;
}

export function HeatMap({ groups, isGrouped, hrefOf }: HeatMapProps): ReactElement {
  const { t } = useWords();
  const [shown, setShown] = useState(SQUARES_AT_ONCE);
  const [tip, setTip] = useState<Tip | null>(null);
  const map = useRef<HTMLDivElement>(null);
  const { taken, left } = takeOfGroups(groups, shown);
  useEffect(() => {
    if (taken.length > 0) keepOneStop(map.current);
  }, [taken]);
  const point = (event: SyntheticEvent): void => {
    const square = (event.target as HTMLElement).closest<HTMLElement>('a[data-cluster]');
    const cluster = clusterOfSquare(taken, square);
    if (square === null || cluster === undefined) return setTip(null);
    const edge = map.current?.clientWidth ?? 0;
    setTip({ cluster, left: Math.min(square.offsetLeft, Math.max(0, edge - 340)), top: square.offsetTop + 30 });
  };
  return (
    <div>
      <Legend />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- what the pointer and the keys do here they do to the links inside */}
      <div
        ref={map}
        role="group"
        aria-label={t('fleet.heat.label')}
        className={classes.map}
        onPointerOver={point}
        onPointerLeave={() => setTip(null)}
        onFocus={point}
        onBlur={() => setTip(null)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setTip(null);
          else walk(event);
        }}
      >
        <Squares groups={taken} isGrouped={isGrouped} hrefOf={hrefOf} />
        {tip !== null && <TipOf tip={tip} />}
      </div>
      {left > 0 && (
        <Center p="md">
          <Button variant="default" onClick={() => setShown(shown + SQUARES_AT_ONCE)}>
            {t('fleet.showMore', { count: Math.min(left, SQUARES_AT_ONCE), rest: left })}
          </Button>
        </Center>
      )}
    </div>
  );
}

function clusterOfSquare(groups: readonly FleetGroup[], square: HTMLElement | null): ClusterSummary | undefined {
  const [group, cluster] = (square?.dataset['cluster'] ?? '').split(' ').map(Number);
  return groups[group ?? -1]?.clusters[cluster ?? -1];
}

/** The square that the Tab key stopped at may have gone, and another one may have come to the beginning. */
function keepOneStop(map: HTMLElement | null): void {
  const squares = [...(map?.querySelectorAll<HTMLElement>('a[data-cluster]') ?? [])];
  const stop = squares.find((square) => square === document.activeElement) ?? squares.find(isStop) ?? squares[0];
  for (const square of squares) square.tabIndex = square === stop ? 0 : -1;
}

const isStop = ({ tabIndex }: HTMLElement): boolean => tabIndex === 0;

/** Only one square is a stop of the Tab key: the one that was left last. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const squares = [...event.currentTarget.querySelectorAll<HTMLElement>('a[data-cluster]')];
  const at = squares.indexOf(event.target as HTMLElement);
  const next = squares[squareAfter(event.key, at, squares)];
  if (at === -1 || next === undefined) return;
  event.preventDefault();
  for (const square of squares) square.tabIndex = square === next ? 0 : -1;
  next.focus();
}

const Squares = memo(function Squares({ groups, isGrouped, hrefOf }: HeatMapProps): ReactElement {
  const words = useWords();
  return (
    <>
      {groups.map((group, groupAt) => (
        <section key={group.key} className={classes.group}>
          {isGrouped && (
            <h2 className={classes.heading}>
              <GroupTitle group={group} />
            </h2>
          )}
          <ul className={classes.squares}>
            {group.clusters.map((cluster, at) => (
              <li key={cluster.id}>
                <Link
                  to={hrefOf(cluster)}
                  className={classes.square}
                  data-mark={markOfCluster(cluster)}
                  data-cluster={`${groupAt} ${at}`}
                  tabIndex={groupAt === 0 && at === 0 ? 0 : -1}
                  aria-label={`${nameOfCluster(cluster)}: ${stateOf(cluster, words)}`}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
});

function stateOf({ critical, warning }: ClusterSummary, { t }: Pick<Words, 't'>): string {
  const counts = [
    critical > 0 ? t('fleet.critical', { count: critical }) : '',
    warning > 0 ? t('fleet.warning', { count: warning }) : '',
  ].filter((text) => text !== '');
  return counts.length === 0 ? t('mark.ok') : counts.join(', ');
}

/** For the eye: to a screen reader the link says as much. */
function TipOf({ tip: { cluster, left, top } }: { readonly tip: Tip }): ReactElement {
  const words = useWords();
  const { t, duration, number } = words;
  const first = cluster.problems[0];
  return (
    <div aria-hidden="true" className={classes.tip} style={{ left, top }}>
      <strong>{nameOfCluster(cluster)}</strong>
      <div>{stateOf(cluster, words)}</div>
      {first !== undefined && (
        <div>
          {first.instance}: {t(`problem.${first.problem.code}.label`)}
        </div>
      )}
      <div>
        {t('fleet.servers')} {number(cluster.instances)} · {t('fleet.maxLag')} {duration(cluster.maxLagSeconds)}
      </div>
      {cluster.dataCenters.length > 0 && <div>{cluster.dataCenters.join(', ')}</div>}
    </div>
  );
}

function Legend(): ReactElement {
  const { t } = useWords();
  return (
    <ul className={classes.legend} aria-label={t('fleet.heat.legend')}>
      {MARKS_SHOWN.map((mark) => (
        <li key={mark}>
          <span className={classes.square} data-mark={mark} aria-hidden="true" />
          {t(`mark.${mark}`)}
        </li>
      ))}
    </ul>
  );
}
