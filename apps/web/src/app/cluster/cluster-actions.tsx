/** What can be done on the page of a cluster, for the palette: with the selected server as its menu and its panel have it. */
import { useMemo } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { useStore } from 'zustand';
import { hostOf } from '@topiary/contract';
import type { ClusterView, InstanceId, NodeView, OperationsView, PlanId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { operationsQuery, queryKeys, statusQuery } from '../../shared/api/queries.ts';
import type { Translate } from '../../shared/i18n/text-key.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { MOVE, MOVE_ACTIONS } from '../../shared/moves/move-actions.ts';
import type { MoveAction } from '../../shared/moves/move-actions.ts';
import { replaceWishOf } from '../../shared/moves/replace-wish.ts';
import type { ReplaceWish } from '../../shared/moves/replace-wish.ts';
import { copyText } from '../../shared/ui/copy-text.ts';
import type { Action } from '../actions/action.ts';
import { useActions, useActionsStore } from '../actions/actions-store.ts';
import { paths } from '../paths.ts';
import type { ClusterAddress, ClusterLook } from '../use-cluster-address.ts';

export interface ClusterActionsProps {
  readonly cluster: ClusterView;
  readonly address: ClusterAddress;
  readonly view: ClusterLook;
  readonly onAction: (action: MoveAction, id: InstanceId) => void;
  readonly onReplace: (wish: ReplaceWish) => void;
  readonly onPlan: (plan: PlanId) => void;
  readonly onHistory: () => void;
  readonly onReadiness: () => void;
}

/** A component of its own: what it asks for and listens to draws nothing of the page anew. */
export function ClusterActions(props: ClusterActionsProps): null {
  const { cluster, address } = props;
  const node = cluster.nodes.find(({ id }) => id === address.instance);
  const ofPage = usePageActions(props);
  const ofServer = useServerActions(props, node);
  const operations = useOperations(props, node);
  const actions = useMemo(() => [...ofServer, ...operations, ...ofPage], [ofServer, operations, ofPage]);
  useActions(useActionsStore(), 'cluster', actions);
  return null;
}

const PLAIN = { about: '', shortcut: null, refusal: null } as const;

function usePageActions({ cluster: { id }, view, address, onHistory, onReadiness }: ClusterActionsProps) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { open } = address;
  return useMemo((): readonly Action[] => {
    const go = (to: string) => (): void => void navigate(to);
    const look = (one: ClusterLook): Action => ({
      ...PLAIN,
      id: `cluster-${one}`,
      section: 'view',
      label: t(`cluster.${one}`),
      icon: one === 'graph' ? 'tree' : 'table',
      refusal: one === view ? t('palette.isSo') : null,
      run: () => open({ view: one }),
    });
    const own = { ...PLAIN, section: 'cluster' } as const;
    return [
      { ...own, id: 'readiness', label: t('readiness.open'), icon: 'shield', run: onReadiness },
      { ...own, id: 'history', label: t('history.open'), icon: 'history', run: onHistory },
      {
        ...own,
        id: 'recoveries-of',
        label: t('palette.recoveriesOf'),
        icon: 'history',
        run: go(paths.recoveriesOfCluster(id)),
      },
      { ...own, id: 'audit-of', label: t('palette.auditOf'), icon: 'table', run: go(paths.auditOfCluster(id)) },
      { ...own, id: 'pools-of', label: t('palette.poolsOf'), icon: 'tag', run: go(paths.pools(id)) },
      look('graph'),
      look('table'),
    ];
  }, [t, navigate, id, view, open, onHistory, onReadiness]);
}

function useServerActions({ cluster, address, onAction, onReplace }: ClusterActionsProps, node: NodeView | undefined) {
  const { t } = useWords();
  const { data: status } = useQuery(statusQuery(useApi()));
  const navigate = useNavigate();
  const { open } = address;
  return useMemo((): readonly Action[] => {
    if (node === undefined) return [];
    const { id } = node;
    const own = { ...PLAIN, section: 'server', about: id } as const;
    const wish = replaceWishOf(cluster, id);
    const readOnly = status?.mayChange === false ? t('plan.readOnlyUser', { user: status.user }) : null;
    return [
      ...MOVE_ACTIONS.map((action): Action => {
        const why = action.refusal(node);
        return {
          ...own,
          id: action.id,
          label: t(action.label),
          icon: action.icon,
          shortcut: action === MOVE ? 'move' : 'moveReplicas',
          refusal: why === null ? null : t(why),
          run: () => onAction(action, id),
        };
      }),
      {
        ...own,
        id: 'replace',
        label: replaceLabel(wish, t),
        icon: 'star',
        shortcut: 'replace',
        refusal: wish === null ? t('takeover.notHere') : null,
        run: () => (wish === null ? undefined : onReplace(wish)),
      },
      {
        ...own,
        id: 'registered',
        label: t('palette.registered'),
        icon: 'muted',
        refusal: readOnly,
        run: () => open({ instance: id, tab: 'registered', plan: null }),
      },
      {
        ...own,
        id: 'rehearsal',
        label: t('rehearsal.menu'),
        icon: 'play',
        run: () => void navigate(paths.rehearsalOf(id)),
      },
      { ...own, id: 'copy', label: t('menu.copy'), icon: 'copy', run: () => void copyText(id, document) },
      {
        ...own,
        id: 'audit',
        label: t('menu.audit'),
        icon: 'table',
        run: () => void navigate(paths.auditOfInstance(id)),
      },
      {
        ...own,
        id: 'host',
        label: t('palette.host'),
        icon: 'screen',
        run: () => void navigate(paths.host(hostOf(id))),
      },
    ];
  }, [t, node, cluster, status, navigate, open, onAction, onReplace]);
}

function replaceLabel(wish: ReplaceWish | null, t: Translate): string {
  return wish === null || wish.successor === null
    ? t('takeover.replace')
    : t('takeover.promote', { master: wish.master });
}

type Operation = OperationsView['operations'][number];

/** All that its panel offers; asked for while somebody looks. What is chosen is shown as a plan before anything is done. */
function useOperations({ address, onPlan }: ClusterActionsProps, node: NodeView | undefined): readonly Action[] {
  const { t, message } = useWords();
  const api = useApi();
  const cache = useQueryClient();
  const isShown = useStore(useActionsStore(), (state) => state.isShown);
  const id = node?.id;
  const { data } = useQuery({
    ...operationsQuery(api, id ?? ('' as InstanceId)),
    enabled: isShown && id !== undefined,
  });
  const { open } = address;
  return useMemo(() => {
    if (id === undefined || data === undefined) return [];
    const propose = async ({ request }: Operation): Promise<void> => {
      try {
        const plan = await api.client.call('propose', { body: request });
        cache.setQueryData(queryKeys.plan(plan.id), plan);
        onPlan(plan.id);
      } catch {
        // There it says why: something changed since it was asked for.
        open({ instance: id, tab: 'operations', plan: null });
      }
    };
    return data.operations.map((one): Action => ({
      id: `operation-${one.name}${one.channel === null ? '' : ` ${one.channel}`}`,
      section: 'server',
      label: t(`operation.name.${one.name}`),
      about: one.channel === null ? id : `${id} · ${one.channel}`,
      icon: 'wrench',
      shortcut: null,
      refusal: one.allowed ? null : one.reasons.map((reason) => message(reason)).join(' '),
      run: () => void propose(one),
    }));
  }, [t, message, api, cache, id, data, open, onPlan]);
}
