import type { CallOutput } from '@topiary/contract';
import { asInstant, findInstance } from '@topiary/domain';
import type { CurrentFinding } from '@topiary/engine';
import { byGravity, presentFinding, isWorthTelling, presentNearMiss } from '../../../presenters/finding-view.ts';
import type { FindingsWorld } from '../../../presenters/finding-view.ts';
import type { DeepReadonly } from '../../../presenters/readonly.ts';
import type { Services } from '../../../services/services.ts';
import { fromStore } from '../../from-store.ts';
import { defined } from '../../defined.ts';
import type { HandlerInput, Handlers } from '../../handler.ts';
import { failure, ok } from '../../outcome.ts';

export function findingHandlers(services: Services): Pick<Handlers, 'findings' | 'findingChanges' | 'clusterAnalysis'> {
  const { engine } = services;
  return {
    findings: ({ query }) =>
      fromStore(async () => {
        const { page, pageSize } = query;
        const world = await worldOf(services);
        const found = wanted(services, query).toSorted(byGravity(world.snapshot));
        const shown = found.slice(page * pageSize, (page + 1) * pageSize);
        const having = (severity: CurrentFinding['severity']) =>
          found.filter((finding) => finding.severity === severity).length;
        return ok({
          items: await Promise.all(shown.map((finding) => presentFinding(finding, world))),
          total: found.length,
          page,
          pageSize,
          severities: { critical: having('critical'), warning: having('warning') },
        });
      }),
    findingChanges: ({ query: { page, pageSize, from, to, instance, ...rest } }) =>
      fromStore(async () =>
        ok<DeepReadonly<CallOutput<'findingChanges'>>>(
          await engine.findingLog.list({
            page,
            pageSize,
            ...defined(rest),
            ...(instance !== undefined && { instance: findInstance(engine.snapshot(), instance)?.id ?? instance }),
            ...(from !== undefined && { from: asInstant(from) }),
            ...(to !== undefined && { to: asInstant(to) }),
          }),
        ),
      ),
    clusterAnalysis: ({ params: { cluster: id } }) =>
      fromStore(async () => {
        const world = await worldOf(services);
        const cluster = world.snapshot.clusters.get(id);
        if (cluster === undefined) return failure('cluster-unknown', { cluster: id });
        const { findings, nearMisses } = engine.findings.of(id);
        return ok({
          cluster: id,
          clusterName: cluster.name,
          findings: await Promise.all(findings.map((finding) => presentFinding(finding, world))),
          nearMisses: nearMisses.filter(isWorthTelling).map(presentNearMiss),
        });
      }),
  };
}

async function worldOf({ engine }: Services): Promise<FindingsWorld> {
  const { recoveries } = engine;
  return { snapshot: engine.snapshot(), recoveries, switches: await recoveries.switches() };
}

function wanted({ engine }: Services, query: HandlerInput<'findings'>['query']): readonly CurrentFinding[] {
  const { cluster, instance, code, kind, severity } = query;
  const server = instance === undefined ? undefined : (findInstance(engine.snapshot(), instance)?.id ?? instance);
  return [...(cluster === undefined ? engine.findings : engine.findings.of(cluster).findings)].filter(
    (finding) =>
      (server === undefined || finding.instance === server) &&
      (code === undefined || finding.code === code) &&
      (kind === undefined || finding.kind === kind) &&
      (severity === undefined || finding.severity === severity),
  );
}
