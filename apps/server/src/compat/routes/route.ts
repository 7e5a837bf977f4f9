/** A route of the old API: all are GET; those that change something need permission and are refused to browsers. */
import type { Actor } from '@topiary/domain';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import type { CompatContext } from '../presenters/instance-input.ts';
import type { CompatAnswer } from '../respond.ts';

export interface CompatRoute {
  readonly path: string;
  readonly changes: boolean;
  /** Whether whoever may only read is refused. */
  readonly needsPermission: boolean;
  readonly answer: (request: Request, actor: Actor) => CompatAnswer | Promise<CompatAnswer>;
}

export function read(path: string, answer: (request: Request) => CompatAnswer | Promise<CompatAnswer>): CompatRoute {
  return { path, changes: false, needsPermission: false, answer: (request) => answer(request) };
}

/** Changes nothing, and yet orchestrator answers it only to those who may change things. */
export function guarded(path: string, answer: (request: Request) => CompatAnswer | Promise<CompatAnswer>): CompatRoute {
  return { ...read(path, answer), needsPermission: true };
}

export function change(path: string, answer: CompatRoute['answer']): CompatRoute {
  return { path, changes: true, needsPermission: true, answer };
}

export function contextOf({ engine, clock, about, metrics }: Services): CompatContext {
  return {
    snapshot: engine.snapshot(),
    now: clock.now(),
    pollIntervalMs: about.pollIntervalMs,
    reasonableLagSeconds: about.reasonableLagSeconds,
    lastProbeMs: (id) => metrics.lastProbeMs(id),
  };
}
