/** What is open on the cluster page, as it stands in its address: every view of it can be sent to somebody. */
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { InstanceId, PlanId } from '@topiary/contract';
import { INSTANCE_TABS } from '../features/instance/instance-panel.tsx';
import type { InstanceTab } from '../features/instance/instance-panel.tsx';

export type ClusterLook = 'graph' | 'table';

export interface ClusterAddress {
  readonly instance: InstanceId | null;
  readonly tab: InstanceTab;
  readonly plan: PlanId | null;
  readonly view: ClusterLook | null;
  readonly showsHistory: boolean;
  readonly showsReadiness: boolean;
  open(part: Partial<Record<'instance' | 'tab' | 'plan' | 'view' | 'history' | 'readiness', string | null>>): void;
}

export function useClusterAddress(): ClusterAddress {
  const [parameters, setParameters] = useSearchParams();
  const open = useCallback<ClusterAddress['open']>(
    (part) =>
      setParameters((before) => {
        const after = new URLSearchParams(before);
        for (const [key, value] of Object.entries(part)) {
          if (value === null) after.delete(key);
          else after.set(key, value);
        }
        return after;
      }),
    [setParameters],
  );
  return useMemo(() => {
    const view = parameters.get('view');
    return {
      instance: parameters.get('instance') as InstanceId | null,
      tab: INSTANCE_TABS.find((tab) => tab === parameters.get('tab')) ?? 'overview',
      plan: parameters.get('plan') as PlanId | null,
      showsHistory: parameters.has('history'),
      showsReadiness: parameters.has('readiness'),
      view: view === 'graph' || view === 'table' ? view : null,
      open,
    };
  }, [parameters, open]);
}
