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
  /** The moment of the past that is shown; `'newest'`: the last one that is kept. `null`: the present is. */
  readonly at: number | 'newest' | null;
  /** How much of the past is on the line of time. */
  readonly span: string | null;
  readonly showsHistory: boolean;
  readonly showsReadiness: boolean;
  readonly showsCharts: boolean;
  open(
    part: Partial<
      Record<'instance' | 'tab' | 'plan' | 'view' | 'history' | 'readiness' | 'charts' | 'at' | 'span', string | null>
    >,
    how?: { readonly replace: boolean },
  ): void;
}

export function useClusterAddress(): ClusterAddress {
  const [parameters, setParameters] = useSearchParams();
  const open = useCallback<ClusterAddress['open']>(
    (part, how) =>
      setParameters((before) => {
        const after = new URLSearchParams(before);
        for (const [key, value] of Object.entries(part)) {
          if (value === null) after.delete(key);
          else after.set(key, value);
        }
        return after;
      }, how),
    [setParameters],
  );
  return useMemo(() => {
    const view = parameters.get('view');
    return {
      instance: parameters.get('instance') as InstanceId | null,
      tab: INSTANCE_TABS.find((tab) => tab === parameters.get('tab')) ?? 'overview',
      plan: parameters.get('plan') as PlanId | null,
      at: momentOf(parameters.get('at')),
      span: parameters.get('span'),
      showsHistory: parameters.has('history'),
      showsReadiness: parameters.has('readiness'),
      showsCharts: parameters.has('charts'),
      view: view === 'graph' || view === 'table' ? view : null,
      open,
    };
  }, [parameters, open]);
}

/** Milliseconds since 1970, or a time as people write it in an address: `2027-01-15T10:30:00Z`. */
export function momentOf(text: string | null): ClusterAddress['at'] {
  if (text === null) return null;
  const at = /^\d{1,16}$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isFinite(at) && at >= 0 ? at : 'newest';
}
