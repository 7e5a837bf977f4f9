import type { ReactElement, ReactNode } from 'react';
import { ActionIcon, Tooltip } from '@mantine/core';
import { useReactFlow } from 'reactflow';
import type { FitViewOptions } from 'reactflow';
import { usePreference, usePreferencesStore } from '../../../shared/config/preferences.ts';
import { useWords } from '../../../shared/i18n/use-words.ts';
import type { ClusterTree } from '../../../shared/topology/cluster-tree.ts';
import { Icon } from '../../../shared/ui/icons.tsx';
import type { IconName } from '../../../shared/ui/icons.tsx';
import type { Layout } from '../model/layout.ts';
import type { DataCentersShown } from '../use-data-centers.ts';
import type { Fold } from '../use-collapsed.ts';
import type { LegendState } from '../use-legend.ts';
import classes from './controls.module.css';
import { useSeesAll } from './overview.tsx';

export interface CanvasControlsProps {
  readonly fit: FitViewOptions;
  readonly tree: ClusterTree;
  readonly fold: Fold;
  readonly layout: Layout;
  readonly legend: LegendState;
  readonly dataCenters: DataCentersShown;
  /** Further controls. */
  readonly children?: ReactNode;
}

export function CanvasControls(props: CanvasControlsProps): ReactElement {
  const { fit, tree, fold, layout, legend, dataCenters, children } = props;
  const { t } = useWords();
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  const store = usePreferencesStore();
  const orientation = usePreference((preferences) => preferences.orientation);
  // Everything but the roots: the masters stay, with what they feed counted on them.
  const foldable = [...tree.nodes.values()]
    .filter((node) => node.level > 0 && node.children.length > 0)
    .map((node) => node.id);
  const turned = orientation === 'LR' ? 'TB' : 'LR';
  return (
    <div className={classes.controls} role="toolbar" aria-label={t('canvas.controls')}>
      <Control icon="plus" label={t('canvas.zoomIn')} onClick={() => void zoomIn()} />
      <Control icon="minus" label={t('canvas.zoomOut')} onClick={() => void zoomOut()} />
      <Control icon="fit" label={t('canvas.fit')} onClick={() => void fitView(fit)} />
      <Control
        icon={orientation === 'LR' ? 'topDown' : 'leftRight'}
        label={t(`canvas.turn.${turned}`)}
        onClick={() => store.setState({ orientation: turned })}
      />
      {foldable.length > 0 && (
        <Control icon="collapse" label={t('canvas.foldAll')} onClick={() => fold.set(foldable)} />
      )}
      {fold.collapsed.length > 0 && (
        <Control icon="expand" label={t('canvas.unfoldAll')} onClick={() => fold.set([])} />
      )}
      {dataCenters.present.size > 0 && (
        <Control
          icon="dataCenters"
          label={t('canvas.dataCenters')}
          pressed={dataCenters.wanted}
          onClick={() => store.setState({ dataCenters: !dataCenters.wanted })}
        />
      )}
      <MapControl layout={layout} />
      <Control icon="legend" label={t('canvas.legend')} pressed={legend.shown} onClick={legend.toggle} />
      {children}
    </div>
  );
}

/** Pressed while the map is to be seen; while all is in view there is none, and nothing to press. */
function MapControl({ layout }: { readonly layout: Layout }): ReactElement {
  const { t } = useWords();
  const store = usePreferencesStore();
  const minimap = usePreference((preferences) => preferences.minimap);
  const seesAll = useSeesAll(layout);
  return (
    <Control
      icon="map"
      label={t(seesAll ? 'canvas.minimapNotNeeded' : 'canvas.minimap')}
      pressed={minimap && !seesAll}
      idle={seesAll}
      onClick={() => store.setState({ minimap: !minimap })}
    />
  );
}

interface ControlProps {
  readonly icon: IconName;
  readonly label: string;
  readonly pressed?: boolean;
  /** There, but without anything to do; its label says why. */
  readonly idle?: boolean;
  readonly onClick: () => void;
}

function Control({ icon, label, pressed, idle = false, onClick }: ControlProps): ReactElement {
  return (
    <Tooltip label={label} position="right">
      <ActionIcon
        variant={pressed === true ? 'light' : 'default'}
        size={32}
        aria-label={label}
        aria-pressed={pressed}
        // Not `disabled`: such a button has no tooltip, and the keyboard cannot reach why.
        aria-disabled={idle || undefined}
        {...(idle && { 'data-disabled': true })}
        onClick={idle ? undefined : onClick}
      >
        <Icon name={icon} />
      </ActionIcon>
    </Tooltip>
  );
}
