/** Who asks, and whether they may change things: orchestrator's methods `basic`, `multi` and `proxy`, or nobody is asked. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Authentication, HttpSettings } from '../../config/settings.ts';
import { setLocals } from '../request-context.ts';
import type { Identity } from '../request-context.ts';

const READ_ONLY_USER = 'readonly';
export const REALM = 'Basic realm="Authorization Required"';

export interface AuthenticateOptions {
  readonly settings: HttpSettings;
  /** Answers somebody who did not say who they are; the old API and ours do so differently. */
  readonly refuse: (request: Request, response: Response) => void;
}

export function authenticate({ settings, refuse }: AuthenticateOptions): RequestHandler {
  return function findIdentity(request, response, next) {
    const identity = identify(settings.authentication, request);
    if (identity === null) {
      response.setHeader('WWW-Authenticate', REALM);
      refuse(request, response);
      return;
    }
    setLocals(response, { identity: settings.readOnly ? { ...identity, mayChange: false } : identity });
    next();
  };
}

/** `null`: who they are is not known, and must be. */
function identify(authentication: Authentication, request: Request): Identity | null {
  switch (authentication.kind) {
    case 'none':
      return { user: 'anonymous', mayChange: true };
    case 'proxy': {
      const user = request.get(authentication.userHeader) ?? '';
      const mayChange =
        authentication.powerUsers.includes('*') || (user !== '' && authentication.powerUsers.includes(user));
      return { user: user === '' ? 'anonymous' : user, mayChange };
    }
    case 'basic':
    case 'multi':
      return identifyByPassword(authentication, readBasic(request.get('authorization')));
  }
}

type ByPassword = Extract<Authentication, { readonly password: string }>;

function identifyByPassword(authentication: ByPassword, given: Given | null): Identity | null {
  if (given === null) return null;
  const isUser = sameText(given.user, authentication.user);
  const isPassword = sameText(given.password, authentication.password);
  if (isUser && isPassword) return { user: authentication.user, mayChange: true };
  const mayRead =
    authentication.kind === 'multi' && given.user === READ_ONLY_USER && authentication.user !== READ_ONLY_USER;
  return mayRead ? { user: READ_ONLY_USER, mayChange: false } : null;
}

interface Given {
  readonly user: string;
  readonly password: string;
}

function readBasic(header: string | undefined): Given | null {
  const encoded = /^basic ([A-Za-z0-9+/=_-]*)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Takes the same time wherever the texts differ. */
function sameText(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
