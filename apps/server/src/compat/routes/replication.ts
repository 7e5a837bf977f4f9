/** Acts on the replication of one server by the old API, which knows one channel only. */
import { MAX_DELAY_SECONDS, sayAll } from '@topiary/domain';
import type { Actor, ControlAct, InstanceId } from '@topiary/domain';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { done, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { runAct } from './control.ts';
import type { ActRoute } from './control.ts';
import { named } from './named-servers.ts';
import { change } from './route.ts';
import type { CompatRoute } from './route.ts';

const channel = null;
const START: ControlAct = { kind: 'start-replica', channel, threads: 'both' };
const STOP: ControlAct = { kind: 'stop-replica', channel, threads: 'both' };
const RESTART: ControlAct = { kind: 'restart-replica', channel, threads: 'both' };

const DETACH: ActRoute = {
  act: { kind: 'detach-replica', channel },
  first: { of: 'detach-needs-standstill', act: STOP },
  message: (id) => `Replica detached: ${id}`,
};

const REATTACH: ActRoute = {
  act: { kind: 'reattach-replica', channel },
  first: { of: 'detach-needs-standstill', act: STOP },
  finally: START,
  message: (id) => `Replica reattached: ${id}`,
};

const ACTS: Readonly<Record<string, ActRoute>> = {
  start: { act: START, soAlready: ['threads-run-already'], message: (id) => `Replica started: ${id}` },
  stop: { act: STOP, soAlready: ['threads-stand-already'], message: (id) => `Replica stopped: ${id}` },
  restart: {
    act: RESTART,
    instead: { of: 'nothing-to-restart', act: START },
    message: (id) => `Replica restarted: ${id}`,
  },
  reset: { act: { kind: 'reset-replica', channel }, message: (id) => `Replica reset on ${id}` },
  detach: DETACH,
  reattach: REATTACH,
};

const NICE: ActRoute = {
  act: { kind: 'stop-replica-nice', channel },
  soAlready: ['threads-stand-already'],
  message: (id) => `Replica stopped nicely: ${id}`,
};

const OTHERS: Readonly<Record<string, ActRoute>> = {
  'stop-slave-nice': NICE,
  'stop-replica-nice': NICE,
  'detach-slave-master-host': DETACH,
  'detach-replica-master-host': DETACH,
  'reattach-slave-master-host': REATTACH,
  'reattach-replica-master-host': REATTACH,
  'skip-query': { act: { kind: 'skip-query', channel }, message: (id) => `Query skipped on ${id}` },
  'change-master-credentials': {
    act: { kind: 'change-credentials', channel },
    message: (id) => `Replication credentials changed on ${id}`,
  },
};

export function replicationRoutes(services: Services): readonly CompatRoute[] {
  const named = Object.entries(ACTS).flatMap(([verb, route]) =>
    ['slave', 'replica'].map((word) => [`${verb}-${word}`, route] as const),
  );
  return [
    ...[...named, ...Object.entries(OTHERS)].map(([name, route]) =>
      change(`/${name}/:host/:port`, (request, actor) => runAct(services, route, request, actor)),
    ),
    change('/delay-replication/:host/:port/:seconds', (request, actor) => {
      const seconds = secondsIn(request);
      if (seconds === null) return failed(`Invalid delay: ${param(request, 'seconds')}`);
      return runAct(services, delayBy(seconds), request, actor);
    }),
    ...['slave', 'replica'].map((word) =>
      change(`/restart-${word}-statements/:host/:port`, (request, actor) => statements(services, request, actor)),
    ),
  ];
}

function delayBy(seconds: number): ActRoute {
  return {
    act: { kind: 'delay-replication', channel, seconds },
    soAlready: ['delay-is-so-already'],
    message: (id: InstanceId) => `Replication delayed by ${seconds} seconds on ${id}`,
    details: () => seconds,
  };
}

function secondsIn(request: Request): number | null {
  const text = param(request, 'seconds');
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return seconds <= MAX_DELAY_SECONDS ? seconds : null;
}

/** Proposed and never confirmed: what would stop and start the threads that run, with the given statement in between. */
function statements(services: Services, request: Request, actor: Actor): CompatAnswer {
  const subject = named(services, request);
  if (!subject.ok) return failed(subject.message);
  const proposed = services.engine.propose({ kind: 'control', instance: subject.id, act: RESTART }, actor);
  if (proposed.kind === 'unknown-instance') return failed(`Cannot read instance: ${proposed.instance}`);
  if (proposed.kind === 'refusal' && proposed.reasons.some(({ code }) => code !== 'nothing-to-restart'))
    return failed(sayAll(proposed.reasons, 'en'));
  const sql = proposed.kind === 'proposed' ? proposed.state.steps.flatMap((step) => step.statements) : [];
  const { q } = request.query;
  const given = typeof q === 'string' ? q.trim().replace(/;$/, '').trim() : '';
  const middle = Math.ceil(sql.length / 2);
  const all = [...sql.slice(0, middle), ...(given === '' ? [] : [given]), ...sql.slice(middle)];
  return done(
    `Statements for ${subject.id}`,
    all.map((one) => `${one};`),
  );
}
