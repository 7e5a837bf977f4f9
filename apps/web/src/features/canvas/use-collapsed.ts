import { useCallback, useMemo } from 'react';
import type { ClusterId, InstanceId } from '@topiary/contract';
import { rememberCollapsed, usePreference, usePreferencesStore } from '../../shared/config/preferences.ts';

const NONE: readonly InstanceId[] = [];

export interface Fold {
  readonly collapsed: readonly InstanceId[];
  readonly toggle: (id: InstanceId) => void;
  readonly set: (ids: readonly InstanceId[]) => void;
}

/** Which subtrees of a cluster are folded; remembered across visits. */
export function useCollapsed(cluster: ClusterId): Fold {
  const store = usePreferencesStore();
  const collapsed = usePreference(
    (preferences) => preferences.collapsed.find((entry) => entry.cluster === cluster)?.instances ?? NONE,
  );
  const set = useCallback(
    (ids: readonly InstanceId[]) => store.setState((preferences) => rememberCollapsed(preferences, cluster, ids)),
    [store, cluster],
  );
  const toggle = useCallback(
    (id: InstanceId) => {
      const now = store.getState().collapsed.find((entry) => entry.cluster === cluster)?.instances ?? NONE;
      set(now.includes(id) ? now.filter((other) => other !== id) : [...now, id]);
    },
    [store, cluster, set],
  );
  return useMemo(() => ({ collapsed, toggle, set }), [collapsed, toggle, set]);
}
