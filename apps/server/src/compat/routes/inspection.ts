/** What the old API reads from a server when asked, and ending a query there. */
import type { Services } from '../../services/services.ts';
import { presentErrantLogs } from '../../presenters/errant-logs.ts';
import { refusalMessage, say } from '@topiary/domain';
import type { Request } from 'express';
import { done, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { runAct } from './control.ts';
import { named } from './named-servers.ts';
import { change, read } from './route.ts';
import type { CompatRoute } from './route.ts';

/** Decision 0035. */
const NO_EQUIVALENTS =
  'Topiary keeps no table of equal positions: it would hold pairs that never were equal. Move replicas by relocate, which proves where they go on.';

const PROCESS = /^[1-9]\d{0,18}$/;

export function inspectionRoutes(services: Services): readonly CompatRoute[] {
  return [
    change('/kill-query/:host/:port/:process', (request, actor) => {
      const text = param(request, 'process');
      if (!PROCESS.test(text)) return failed(`Invalid process: ${text}`);
      const act = { kind: 'kill-query', process: Number(text), what: 'query' } as const;
      return runAct(services, { act, message: (id) => `Killed query on: ${id}` }, request, actor);
    }),
    change('/last-pseudo-gtid/:host/:port', (request) => lastMarker(services, request)),
    change('/master-equivalent/:host/:port/:logFile/:logPos', () => failed(NO_EQUIVALENTS)),
    read('/locate-gtid-errant/:host/:port', (request) => locate(services, request)),
  ];
}

/** Reading logs needs permission there too. */
async function lastMarker(services: Services, request: Request): Promise<CompatAnswer> {
  const subject = named(services, request);
  if (!subject.ok) return failed(subject.message);
  const found = await services.engine.inspection.lastMarker(subject.id);
  switch (found.kind) {
    case 'unknown-instance':
      return failed(`Cannot read instance: ${found.instance}`);
    case 'not-the-actor':
      return failed(say({ code: 'not-the-actor', params: { holder: found.holder } }, 'en'));
    case 'refused':
      return failed(say(refusalMessage(found.refusal, { replica: subject.id, target: subject.id }), 'en'));
    case 'marker':
      return done(`${found.at.file}:${found.at.position}`, found.text);
  }
}

/** Orchestrator knows names of files alone: what is in none that is left is told as an error. */
async function locate(services: Services, request: Request): Promise<CompatAnswer> {
  const subject = named(services, request);
  if (!subject.ok) return failed(subject.message);
  const located = await services.engine.inspection.locateErrant(subject.id);
  if (located.kind === 'unknown-instance') return failed(`Cannot read instance: ${located.instance}`);
  if (located.kind === 'not-the-actor')
    return failed(say({ code: 'not-the-actor', params: { holder: located.holder } }, 'en'));
  const { errant, files, problem } = presentErrantLogs(subject.id, located);
  if (problem !== null) return failed(say(problem, 'en'));
  if (errant === '') return failed(`locate-errant-gtid: no errant-gtid on ${subject.id}`);
  if (files.length === 0) return failed(`No binary log of ${subject.id} holds its errant GTIDs any more: ${errant}`);
  return done(
    'located errant GTID',
    files.map(({ file }) => file),
  );
}
