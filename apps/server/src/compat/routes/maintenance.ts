/** Maintenance and downtime by the old API. Without a duration both last ten minutes, as there. */
import { DEFAULT_DURATION_MS, parseDuration } from '@topiary/domain';
import type { Actor, Instance } from '@topiary/domain';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { key, timestamp } from '../presenters/shapes.ts';
import { refusalOf, register } from '../register.ts';
import { byHostAndPort, figureCluster, figureInstance, seenInstances } from '../resolve.ts';
import { bare, done, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { presentAll } from './instances.ts';
import { change, read } from './route.ts';
import type { CompatRoute } from './route.ts';

/** What orchestrator gives where no maintenance was begun. */
const NO_MAINTENANCE_KEY = 0;

export function maintenanceRoutes(services: Services): readonly CompatRoute[] {
  return [
    change('/begin-maintenance/:host/:port/:owner/:reason', (request, actor) =>
      beginMaintenance(services, request, actor),
    ),
    change('/end-maintenance/:host/:port', (request, actor) => end('end-maintenance', services, request, actor)),
    change('/end-maintenance/:id', (request, actor) => endMaintenanceById(services, request, actor)),
    read('/in-maintenance/:host/:port', (request) => inMaintenance(services, request)),
    read('/maintenance', () =>
      bare(maintained(services).flatMap((instance) => presentMaintenance(services, instance))),
    ),
    change('/begin-downtime/:host/:port/:owner/:reason', (request, actor) => beginDowntime(services, request, actor)),
    change('/begin-downtime/:host/:port/:owner/:reason/:duration', (request, actor) =>
      beginDowntime(services, request, actor),
    ),
    change('/end-downtime/:host/:port', (request, actor) => end('end-downtime', services, request, actor)),
    read('/downtimed', () => downtimed(services, null)),
    read('/downtimed/:hint', (request) => downtimed(services, param(request, 'hint'))),
  ];
}

async function beginMaintenance(services: Services, request: Request, actor: Actor): Promise<CompatAnswer> {
  const { engine } = services;
  const figured = figureInstance(engine.snapshot(), param(request, 'host'), param(request, 'port'));
  if (!figured.ok) return failed(figured.message);
  const note = { owner: param(request, 'owner'), reason: param(request, 'reason'), durationMs: DEFAULT_DURATION_MS };
  const result = await engine.register({ kind: 'begin-maintenance', instance: figured.id, ...note }, actor);
  if (result.kind !== 'done') return failed(refusalOf(result), NO_MAINTENANCE_KEY);
  return done(`Maintenance begun: ${figured.id}`, key(figured.address));
}

async function beginDowntime(services: Services, request: Request, actor: Actor): Promise<CompatAnswer> {
  const figured = figureInstance(services.engine.snapshot(), param(request, 'host'), param(request, 'port'));
  if (!figured.ok) return failed(figured.message);
  const text = param(request, 'duration');
  const duration = parseDuration(text);
  if (!duration.ok) return failed(`Not a duration: "${text}" (${duration.problem}); write for example 30m, 2h or 1d`);
  const note = { owner: param(request, 'owner'), reason: param(request, 'reason'), durationMs: duration.ms };
  return register({
    services,
    actor,
    command: { kind: 'begin-downtime', instance: figured.id, ...note },
    answer: () => done(`Downtime begun: ${figured.id}`, key(figured.address)),
  });
}

const ENDED = { 'end-maintenance': 'Maintenance', 'end-downtime': 'Downtime' } as const;

function end(
  kind: keyof typeof ENDED,
  services: Services,
  request: Request,
  actor: Actor,
): CompatAnswer | Promise<CompatAnswer> {
  const figured = figureInstance(services.engine.snapshot(), param(request, 'host'), param(request, 'port'));
  if (!figured.ok) return failed(figured.message);
  return register({
    services,
    actor,
    command: { kind, instance: figured.id },
    answer: () => done(`${ENDED[kind]} ended: ${figured.id}`, key(figured.address)),
  });
}

/** An id that nobody has is no error, as there. */
function endMaintenanceById(services: Services, request: Request, actor: Actor): CompatAnswer | Promise<CompatAnswer> {
  const text = param(request, 'id');
  if (!/^\d{1,15}$/.test(text)) return failed(`Not the id of a maintenance: "${text}"`);
  const id = Number(text);
  const answer = done(`Maintenance ended: ${id}`, id);
  const held = maintained(services).find(({ registered }) => registered.maintenance?.id === id);
  if (held === undefined) return answer;
  return register({ services, actor, command: { kind: 'end-maintenance', instance: held.id }, answer: () => answer });
}

function inMaintenance({ engine }: Services, request: Request): CompatAnswer {
  const figured = figureInstance(engine.snapshot(), param(request, 'host'), param(request, 'port'));
  if (!figured.ok) return failed(figured.message);
  const isHeld = (engine.snapshot().instances.get(figured.id)?.registered.maintenance ?? null) !== null;
  return done(String(isHeld), isHeld ? figured.id : '');
}

function maintained({ engine }: Services): readonly Instance[] {
  return [...engine.snapshot().instances.values()]
    .filter(({ registered }) => registered.maintenance !== null)
    .toSorted(byHostAndPort);
}

const MS_PER_SECOND = 1_000;

function presentMaintenance({ clock }: Services, { address, registered: { maintenance } }: Instance) {
  if (maintenance === null) return [];
  const { id, owner, reason, startedAt } = maintenance;
  return [
    {
      MaintenanceId: id,
      Key: key(address),
      BeginTimestamp: timestamp(startedAt),
      SecondsElapsed: Math.max(0, Math.floor((clock.now() - startedAt) / MS_PER_SECOND)),
      IsActive: true,
      Owner: owner,
      Reason: reason,
    },
  ];
}

/** Of every cluster where the hint names none, as there. */
function downtimed(services: Services, hint: string | null): CompatAnswer {
  const { engine, about } = services;
  const cluster = hint === null ? null : figureCluster(engine.snapshot(), hint, about.defaultPort);
  const found = seenInstances(engine.snapshot()).filter(
    (instance) => instance.registered.downtime !== null && (cluster === null || instance.cluster === cluster.id),
  );
  return bare(presentAll(services, found.toSorted(byHostAndPort)));
}
