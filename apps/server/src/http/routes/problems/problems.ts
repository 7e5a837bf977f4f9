import type { ProblemItem } from '@topiary/contract';
import { findInstance, SEVERITIES } from '@topiary/domain';
import type { TopologySnapshot } from '@topiary/domain';
import { presentFinding } from '../../../presenters/finding-view.ts';
import type { FindingsWorld } from '../../../presenters/finding-view.ts';
import { listProblems } from '../../../presenters/problem-list.ts';
import type { ListedProblem } from '../../../presenters/problem-list.ts';
import type { DeepReadonly } from '../../../presenters/readonly.ts';
import type { Services } from '../../../services/services.ts';
import { fromStore } from '../../from-store.ts';
import type { HandlerInput, Handlers } from '../../handler.ts';
import { ok } from '../../outcome.ts';

/** Recoveries that are looked at: the newest that nobody acknowledged. */
const MAX_RECOVERIES = 200;

export function problemHandlers(services: Services): Pick<Handlers, 'problems'> {
  const { engine } = services;
  return {
    problems: ({ query }) =>
      fromStore(async () => {
        const { page, pageSize } = query;
        const { recoveries } = engine;
        const world = { snapshot: engine.snapshot(), recoveries, switches: await recoveries.switches() };
        const all = await allProblems(services, world.snapshot);
        const found = all.filter(wanted(query, world.snapshot)).toSorted(byGravity);
        const shown = found.slice(page * pageSize, (page + 1) * pageSize);
        const having = (severity: ProblemItem['severity']) =>
          found.filter(({ place }) => place.severity === severity).length;
        return ok({
          items: await Promise.all(shown.map((one) => present(one, world))),
          total: found.length,
          page,
          pageSize,
          severities: { critical: having('critical'), warning: having('warning') },
        });
      }),
  };
}

async function allProblems({ engine, about }: Services, snapshot: TopologySnapshot): Promise<readonly ListedProblem[]> {
  const { recoveries } = engine;
  const query = { page: 0, pageSize: MAX_RECOVERIES };
  const open = await recoveries.list({ ...query, unacknowledged: true });
  return listProblems({
    snapshot,
    findings: [...engine.findings],
    recoveries: open.items,
    blocked: await recoveries.blocked(),
    takeovers: await engine.takeovers.list(),
    filter: about.problemFilter,
  });
}

async function present(one: ListedProblem, world: FindingsWorld): Promise<DeepReadonly<ProblemItem>> {
  if (one.kind === 'ready') return one.item;
  const { kind, ...place } = one.place;
  const finding = await presentFinding(one.finding, world);
  return kind === 'failure' ? { kind, ...place, finding } : { kind: 'structure', ...place, finding };
}

function wanted(
  { cluster, instance, kind, severity }: HandlerInput<'problems'>['query'],
  snapshot: TopologySnapshot,
): (one: ListedProblem) => boolean {
  const server = instance === undefined ? undefined : (findInstance(snapshot, instance)?.id ?? instance);
  return ({ place }) =>
    (cluster === undefined || place.cluster === cluster) &&
    (server === undefined || place.instance === server) &&
    (kind === undefined || place.kind === kind) &&
    (severity === undefined || place.severity === severity);
}

/** What counts comes before what another finding of the server says more exactly. */
function byGravity(left: ListedProblem, right: ListedProblem): number {
  return (
    SEVERITIES.indexOf(left.place.severity) - SEVERITIES.indexOf(right.place.severity) ||
    rankOf(left) - rankOf(right) ||
    left.place.clusterName.localeCompare(right.place.clusterName, 'en')
  );
}

function rankOf(one: ListedProblem): number {
  return one.kind === 'finding' && (one.finding.outrankedBy !== null || one.finding.skipped !== null) ? 1 : 0;
}
