/**
 * Who asks, and whether they may change things: orchestrator's methods `basic`, `multi`, `proxy` and `token`, or nobody is
 * asked. Source: spec/http-api §3.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Authentication, HttpSettings } from '../../config/http-settings.ts';
import type { AccessTokens } from '../access/access-tokens.ts';
import type { GroupsOf } from '../access/user-groups.ts';
import { setLocals } from '../request-context.ts';
import type { Identity } from '../request-context.ts';

const READ_ONLY_USER = 'readonly';
export const REALM = 'Basic realm="Authorization Required"';
export const SESSION_COOKIE = 'access-token';

export interface AuthenticateOptions {
  readonly settings: HttpSettings;
  readonly groupsOf: GroupsOf;
  /** Where the method is `token`. */
  readonly tokens: AccessTokens | null;
  /** Answers somebody who did not say who they are; the old API and ours do so differently. */
  readonly refuse: (request: Request, response: Response) => void;
}

export function authenticate(options: AuthenticateOptions): RequestHandler {
  return async function findIdentity(request, response, next) {
    const { settings, refuse } = options;
    const identity = await identify(options, request);
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
async function identify(
  { settings: { authentication }, groupsOf, tokens }: AuthenticateOptions,
  request: Request,
): Promise<Identity | null> {
  switch (authentication.kind) {
    case 'none':
      return { user: 'anonymous', mayChange: true };
    case 'proxy': {
      const user = request.get(authentication.userHeader) ?? '';
      return { user: user === '' ? 'anonymous' : user, mayChange: await hasPower(user, authentication, groupsOf) };
    }
    case 'token':
      return tokens?.isSession(sessionCookie(request)) === true
        ? { user: 'token', mayChange: true }
        : { user: 'anonymous', mayChange: false };
    case 'basic':
    case 'multi':
      return identifyByPassword(authentication, readBasic(request.get('authorization')));
  }
}

type ByProxy = Extract<Authentication, { readonly kind: 'proxy' }>;

async function hasPower(user: string, { powerUsers, powerGroups }: ByProxy, groupsOf: GroupsOf): Promise<boolean> {
  if (powerUsers.includes('*')) return true;
  if (user === '') return false;
  if (powerUsers.includes(user)) return true;
  if (powerGroups.length === 0) return false;
  return (await groupsOf(user)).some((group) => powerGroups.includes(group));
}

/** Of its value nothing is ever escaped. */
function sessionCookie(request: Request): string {
  return new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=([\\w.:]*)`).exec(request.get('cookie') ?? '')?.[1] ?? '';
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
