/** Who may connect, and who may change things. Names, types and defaults are orchestrator's. */
import { count, flag, list, text } from './kinds.ts';

export const authenticationKeys = {
  AuthenticationMethod: text(),
  HTTPAuthUser: text(),
  HTTPAuthPassword: text(),
  AuthUserHeader: text('X-Forwarded-User'),
  PowerAuthUsers: list(['*']),
  PowerAuthGroups: list(),
  AccessTokenUseExpirySeconds: count(60),
  AccessTokenExpiryMinutes: count(1440),
  OAuthClientId: text(),
  OAuthClientSecret: text(),
  OAuthScopes: list(),
  ReadOnly: flag(),
} as const;
