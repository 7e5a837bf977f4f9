/** The page of a cluster while it shows the past. Loaded when somebody looks at it. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { SegmentedControl, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link } from 'react-router';
import type { ClusterId } from '@topiary/contract';
import { ClusterTable } from '../../features/canvas/table/cluster-table.tsx';
import { NO_MARKS } from '../../features/canvas/model/plan-marks.ts';
import { TopologyCanvas } from '../../features/canvas/topology-canvas.tsx';
import { PlaybackView } from '../../features/playback/playback-view.tsx';
import type { DrawnMoment } from '../../features/playback/playback-view.tsx';
import { MoveContext, createMoveStore } from '../../shared/moves/move-store.ts';
import { PickedContext, createPickedStore } from '../../shared/moves/picked-store.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { paths } from '../paths.ts';
import type { ClusterAddress } from '../use-cluster-address.ts';
import { useFindParameter } from '../use-find-parameter.ts';
import page from '../pages/cluster-page.module.css';
import classes from './cluster-header.module.css';

/** While a moment is looked for by the pointer, the address follows a little later: browsers count how often it changes. */
const ADDRESS_AFTER_MS = 250;
const LINKS = { recovery: paths.recovery, plan: paths.plan } as const;

export interface PastClusterProps {
  readonly cluster: ClusterId;
  readonly name: string;
  readonly address: ClusterAddress;
}

export function PastCluster({ cluster, name, address }: PastClusterProps): ReactElement {
  const { t } = useWords();
  const find = useFindParameter();
  const isPhone = useMediaQuery('(max-width: 48em)');
  const [moves] = useState(createMoveStore);
  const [picked] = useState(createPickedStore);
  const { open } = address;
  const view = address.view ?? (isPhone ? 'table' : 'graph');
  const { at, onAt } = useHeldMoment(address);
  const onSpan = useCallback((span: string) => open({ span }, { replace: true }), [open]);
  const onLive = useCallback(() => open({ at: null, span: null }), [open]);
  const shown = useMemo(() => ({ at, span: address.span, onAt, onSpan }), [at, address.span, onAt, onSpan]);
  return (
    <MoveContext value={moves}>
      <PickedContext value={picked}>
        <div className={page.page}>
          <title>{t('playback.documentTitle', { cluster: name })}</title>
          <div className={classes.header}>
            <div className={classes.title}>
              <Link to={paths.fleet}>{t('shell.fleet')}</Link>
              <span aria-hidden="true">/</span>
              <h1>{t('playback.title', { cluster: name })}</h1>
            </div>
            <div className={classes.tools}>
              <TextInput
                ref={find.ref}
                type="search"
                size="xs"
                className={classes.find}
                aria-label={t('cluster.find')}
                placeholder={t('cluster.findPlaceholder')}
                title={t('cluster.findHelp')}
                leftSection={<Icon name="search" size={15} />}
                value={find.text}
                onChange={(event) => find.set(event.currentTarget.value)}
              />
              <SegmentedControl
                size="xs"
                aria-label={t('cluster.view')}
                value={view}
                onChange={(value) => open({ view: value === 'table' ? 'table' : 'graph' })}
                data={[
                  { value: 'graph', label: t('cluster.graph') },
                  { value: 'table', label: t('cluster.table') },
                ]}
              />
            </div>
          </div>
          <PlaybackView
            cluster={cluster}
            name={name}
            address={shown}
            renderMoment={(drawn) => <Drawn drawn={drawn} view={view} find={find.text} />}
            links={LINKS}
            onLive={onLive}
          />
        </div>
      </PickedContext>
    </MoveContext>
  );
}

interface DrawnProps {
  readonly drawn: DrawnMoment;
  readonly view: 'graph' | 'table';
  readonly find: string;
}

const NO_CHANGES: [] = [];
const nothing = (): void => undefined;

/** The same cards and rows as of the present, of which none can be taken hold of. */
function Drawn({ drawn: { past, ...drawn }, view, find }: DrawnProps): ReactElement {
  if (view === 'table') return <ClusterTable {...drawn} find={find} onMenu={null} />;
  const actions = {
    changes: NO_CHANGES,
    marks: NO_MARKS,
    onAction: nothing,
    onReplace: nothing,
    onMenu: nothing,
    onDrop: nothing,
  };
  return <TopologyCanvas {...drawn} {...actions} find={find} past={past} />;
}

interface HeldMoment {
  readonly at: number | null;
  readonly onAt: (at: number) => void;
}

function useHeldMoment({ at: named, open }: ClusterAddress): HeldMoment {
  const [held, setHeld] = useState<{ readonly instead: ClusterAddress['at']; readonly at: number } | null>(null);
  // An address that changed otherwise counts: somebody went back.
  const isHeld = held !== null && held.instead === named;
  const at = isHeld ? held.at : named === 'newest' ? null : named;
  useEffect(() => {
    if (!isHeld || at === named) return undefined;
    const timer = setTimeout(() => open({ at: String(at) }, { replace: true }), ADDRESS_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isHeld, at, named, open]);
  const onAt = useCallback((moment: number) => setHeld({ instead: named, at: moment }), [named]);
  return { at, onAt };
}
