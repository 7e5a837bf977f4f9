/** What the middlewares found out about a request, for those after them. */
import type { Actor } from '@topiary/domain';
import type { Request, Response } from 'express';

export interface Identity {
  /** 'anonymous' where nobody is asked for a name. */
  readonly user: string;
  readonly mayChange: boolean;
}

interface Locals {
  requestId?: string;
  identity?: Identity;
  nonce?: string;
}

export function setLocals(response: Response, values: Locals): void {
  Object.assign(response.locals, values);
}

export function requestIdOf(response: Response): string {
  return (response.locals as Locals).requestId ?? '';
}

export function nonceOf(response: Response): string {
  return (response.locals as Locals).nonce ?? '';
}

export function identityOf(response: Response): Identity {
  return (response.locals as Locals).identity ?? { user: 'anonymous', mayChange: false };
}

export function actorOf(request: Request, response: Response, via: Actor['via']): Actor {
  return { user: identityOf(response).user, address: plainAddress(request.ip ?? ''), via };
}

/** Our page and our command line say who they are; everybody else is "api". Only for the record, never for permission. */
export function channelOf(request: Request): Actor['via'] {
  const client = request.get('x-topiary-client');
  if (client === 'web' || client === 'cli') return client;
  return request.get('sec-fetch-site') === undefined ? 'api' : 'web';
}

/** `::ffff:127.0.0.1` is 127.0.0.1 on a socket that listens for both families. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:/, '');
}
