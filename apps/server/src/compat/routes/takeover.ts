/** Takeovers and recoveries that somebody asks for by the old API. Each answers when it has ended. */
import { addressOf, asInstant, isDescendant, say, sayAll } from '@topiary/domain';
import type { Actor, Cluster, Instance, InstanceId } from '@topiary/domain';
import type { ManualRecovery, ManualResult } from '@topiary/engine';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { entryOf } from '../presenters/analysis.ts';
import { presentRunRecovery } from '../presenters/recovery.ts';
import { key } from '../presenters/shapes.ts';
import { figureCluster, figureInstance } from '../resolve.ts';
import { done, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { analysisWorld } from './analysis.ts';
import { named } from './named-servers.ts';
import { change } from './route.ts';
import type { CompatRoute } from './route.ts';

/** The public client of one vendor asks twice: the second time what it asks for has been done. */
const JUST_RECOVERED_MS = 60_000;

export function takeoverRoutes(services: Services): readonly CompatRoute[] {
  return [...gracefulRoutes(services), ...forcedRoutes(services), ...recoverRoutes(services)];
}

function gracefulRoutes(services: Services): readonly CompatRoute[] {
  const takeOver = (auto: boolean) => (request: Request, actor: Actor) =>
    onCluster(services, request, async (cluster) => {
      const designated = designatedIn(services, request);
      if (!designated.ok) return failed(designated.message);
      const { successor } = designated;
      const asked = { kind: 'graceful-master-takeover', cluster: cluster.id, successor, auto } as const;
      return replace(services, { asked, actor, words: GRACEFUL });
    });
  return (['graceful-master-takeover', 'graceful-master-takeover-auto'] as const).flatMap((command) => {
    const answer = takeOver(command === 'graceful-master-takeover-auto');
    return [
      change(`/${command}/:clusterHint`, answer),
      change(`/${command}/:host/:port`, answer),
      change(`/${command}/:clusterHint/:designatedHost/:designatedPort`, answer),
      change(`/${command}/:host/:port/:designatedHost/:designatedPort`, answer),
    ];
  });
}

function forcedRoutes(services: Services): readonly CompatRoute[] {
  const failOver = (request: Request, actor: Actor) =>
    onCluster(services, request, (cluster) =>
      replace(services, { asked: { kind: 'force-master-failover', cluster: cluster.id }, actor, words: FORCED }),
    );
  const takeOver = (request: Request, actor: Actor) =>
    onCluster(services, request, async (cluster) => {
      const designated = designatedIn(services, request);
      if (!designated.ok) return failed(designated.message);
      const { successor } = designated;
      if (successor === null || !services.engine.snapshot().instances.has(successor))
        return failed('Instance not found');
      const asked = { kind: 'force-master-takeover', cluster: cluster.id, successor } as const;
      return replace(services, { asked, actor, words: FORCED });
    });
  return [
    change('/force-master-failover/:clusterHint', failOver),
    change('/force-master-failover/:host/:port', failOver),
    change('/force-master-takeover/:clusterHint/:designatedHost/:designatedPort', takeOver),
    change('/force-master-takeover/:host/:port/:designatedHost/:designatedPort', takeOver),
  ];
}

const GRACEFUL = {
  done: 'graceful-master-takeover: successor promoted',
  failed: 'graceful-master-takeover: no successor promoted',
};
const FORCED = { done: 'Master failed over', failed: 'Master not failed over' };

interface Replacing {
  readonly asked: Exclude<ManualRecovery, { kind: 'recover' }>;
  readonly actor: Actor;
  readonly words: typeof GRACEFUL;
}

async function replace(services: Services, { asked, actor, words }: Replacing): Promise<CompatAnswer> {
  const { engine } = services;
  const before = analysisWorld(services);
  const result = await engine.recoverByHand(asked, actor);
  if (result.kind !== 'ended') return failed(notAttempted(result));
  const { instance } = result.recovery.record;
  const master: Instance | undefined = before.snapshot.instances.get(instance);
  const entry =
    master === undefined ? null : { ...entryOf(master, [], before), ...OF_A_REPLACED_MASTER, CommandHint: asked.kind };
  const details = presentRunRecovery(result, { entry, snapshot: engine.snapshot() });
  const { successor, errors } = result.end;
  if (successor !== null) return done(words.done, details);
  return failed(errors.length === 0 ? words.failed : `${words.failed}: ${sayAll(errors, 'en')}`, details);
}

/** Whatever it looks like: who takes its place does so as if it were dead. */
const OF_A_REPLACED_MASTER = { Analysis: 'DeadMaster', Description: '' };

function recoverRoutes(services: Services): readonly CompatRoute[] {
  const recover = (lite: boolean) => async (request: Request, actor: Actor) => {
    const failedServer = named(services, request);
    if (!failedServer.ok) return failed(failedServer.message);
    const { id: instance, address } = failedServer;
    const candidate = figureInstance(
      services.engine.snapshot(),
      param(request, 'candidateHost'),
      param(request, 'candidatePort'),
    );
    const asked = {
      kind: 'recover',
      instance,
      candidate: candidate.ok ? candidate.id : null,
      withoutHooks: lite || request.query['skipProcesses'] === 'true',
    } as const;
    const result = await services.engine.recoverByHand(asked, actor);
    const successor = result.kind === 'ended' ? result.end.successor : await justRecovered(services, instance);
    if (successor !== null) return done(`Recovery executed on ${instance}`, key(addressOf(successor)));
    if (result.kind === 'ended') return failed('Recovery attempted but no instance promoted', key(address));
    return failed(`Recovery not attempted: ${notAttempted(result)}`, key(address));
  };
  return (['recover', 'recover-lite'] as const).flatMap((command) => [
    change(`/${command}/:host/:port`, recover(command === 'recover-lite')),
    change(`/${command}/:host/:port/:candidateHost/:candidatePort`, recover(command === 'recover-lite')),
  ]);
}

/** `null`: it was not, or was since put back above whoever took its place then. */
async function justRecovered({ engine, clock }: Services, instance: InstanceId): Promise<InstanceId | null> {
  const endedFrom = asInstant(clock.now() - JUST_RECOVERED_MS);
  const [last] = (await engine.recoveries.list({ instance, endedFrom, page: 0, pageSize: 1 })).items;
  const successor = last?.successor ?? null;
  return successor === null || isDescendant(engine.snapshot(), successor, instance) ? null : successor;
}

function notAttempted(result: Exclude<ManualResult, { kind: 'ended' }>): string {
  switch (result.kind) {
    case 'not-attempted':
      return sayAll(result.reasons, 'en');
    case 'refused':
      return say(result.gate.why, 'en');
    case 'no-recovery':
      return say(result.reason, 'en');
    case 'unknown-cluster':
      return `No such cluster: ${result.cluster}`;
  }
}

/** By its name, alias or a member, or by the address of a member. */
async function onCluster(
  { engine, about }: Services,
  request: Request,
  answer: (cluster: Cluster) => Promise<CompatAnswer>,
): Promise<CompatAnswer> {
  const named = param(request, 'clusterHint');
  const hint = named === '' ? `${param(request, 'host')}:${param(request, 'port')}` : named;
  const cluster = figureCluster(engine.snapshot(), hint, about.defaultPort);
  return cluster === null ? failed(`Unable to determine cluster name; hint: ${hint}`) : answer(cluster);
}

function designatedIn(
  { engine }: Services,
  request: Request,
): { readonly ok: true; readonly successor: InstanceId | null } | { readonly ok: false; readonly message: string } {
  const [host, port] = [param(request, 'designatedHost'), param(request, 'designatedPort')];
  if (host === '') return { ok: true, successor: null };
  const figured = figureInstance(engine.snapshot(), host, port);
  return figured.ok ? { ok: true, successor: figured.id } : figured;
}
