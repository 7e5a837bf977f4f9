/** What is wrong now, by the old API. */
import { analysisContext } from '@topiary/domain';
import type { CurrentFinding } from '@topiary/engine';
import type { Services } from '../../services/services.ts';
import { presentAnalysis, presentChangelog } from '../presenters/analysis.ts';
import type { AnalysisWorld } from '../presenters/analysis.ts';
import { clusterByAlias, clusterNameOf, figureInstance } from '../resolve.ts';
import { bare, done, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { read } from './route.ts';
import type { CompatRoute } from './route.ts';

export function analysisWorld({ engine, about, clock }: Services): AnalysisWorld {
  return {
    snapshot: engine.snapshot(),
    context: analysisContext({ settings: about.analysis }),
    rules: about.recoveryRules,
    now: clock.now(),
    hostname: about.hostname,
    token: about.token,
  };
}

export function analysisRoutes(services: Services): readonly CompatRoute[] {
  const { engine } = services;
  const tell = (findings: Iterable<CurrentFinding>): CompatAnswer =>
    done('Analysis', presentAnalysis(findings, analysisWorld(services)));
  return [
    read('/replication-analysis', () => tell(engine.findings)),
    read('/replication-analysis/:clusterName', (request) => {
      const name = param(request, 'clusterName');
      const snapshot = engine.snapshot();
      const cluster =
        clusterByAlias(snapshot, name) ?? [...snapshot.clusters.values()].find((one) => clusterNameOf(one) === name);
      return tell(cluster === undefined ? [] : engine.findings.of(cluster.id).findings);
    }),
    read('/replication-analysis/instance/:host/:port', (request) => {
      const figured = figureInstance(engine.snapshot(), param(request, 'host'), param(request, 'port'));
      if (!figured.ok) return failed(figured.message);
      return tell([...engine.findings].filter(({ instance }) => instance === figured.id));
    }),
    read('/replication-analysis-changelog', async () => bare(presentChangelog(await engine.findingLog.verdicts()))),
  ];
}
