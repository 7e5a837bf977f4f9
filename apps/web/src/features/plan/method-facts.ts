/** By which method a plan moves, and what to ask for to have it moved by another one. */
import type { IntentInput, PlanView } from '@topiary/contract';

export type MovingRequest = Exclude<IntentInput, { kind: 'control' | 'replace-master' }>;
export type Method = PlanView['methods'][number]['method'];
/** What a person chooses: one of them, or whichever works. */
export type MethodWish = Method | 'automatic';

/** What was asked for, where it moves somebody by a method; else `null`. */
export function movingRequest({ request, methods }: Pick<PlanView, 'request' | 'methods'>): MovingRequest | null {
  return request === null || request.kind === 'control' || request.kind === 'replace-master' || methods.length === 0
    ? null
    : request;
}

export function wishOf({ method }: MovingRequest): MethodWish {
  return method ?? 'automatic';
}

export function withWish({ method: _, ...request }: MovingRequest, wish: MethodWish): MovingRequest {
  return wish === 'automatic' ? request : { ...request, method: wish };
}

/** What is good to know beside how it is moved, which is said apart. */
export function otherNotes({ notes, methods }: Pick<PlanView, 'notes' | 'methods'>): PlanView['notes'] {
  const said = new Set(methods.map(({ why }) => why.code));
  return notes.filter(({ code }) => !said.has(code));
}
