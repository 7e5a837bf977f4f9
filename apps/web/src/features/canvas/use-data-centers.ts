import { useMemo } from 'react';
import type { ClusterView } from '@topiary/contract';
import { usePreference } from '../../shared/config/preferences.ts';
import { dataCenterNames, dataCentersOf } from './model/data-centers.ts';
import type { DataCenters } from './model/data-centers.ts';

/** A line break is in no data center's name. */
const BETWEEN = '\n';

export interface DataCentersShown {
  /** Those that there are to tell apart; empty with fewer than two. */
  readonly present: DataCenters;
  /** Whether they are to be seen: a preference. */
  readonly wanted: boolean;
}

/** The same object as long as the names are the same. */
export function useDataCenters(nodes: ClusterView['nodes']): DataCentersShown {
  const wanted = usePreference((preferences) => preferences.dataCenters);
  const names = dataCenterNames(nodes).join(BETWEEN);
  return useMemo(() => ({ present: dataCentersOf(names === '' ? [] : names.split(BETWEEN)), wanted }), [names, wanted]);
}
