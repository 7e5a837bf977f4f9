import type { authenticationKeys } from '../keys/authentication.ts';
import { atStart, NOR_IN_ORCHESTRATOR, reloaded, withoutEffect } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

const NO_OAUTH = `AuthenticationMethod "oauth" is refused at start; ${NOR_IN_ORCHESTRATOR}`;

export const authenticationExplained: Readonly<Record<keyof typeof authenticationKeys, KeyExplanation>> = {
  AuthenticationMethod: atStart(
    'Who may connect: "" everybody, "basic" one user, "multi" that user and `readonly`, "proxy" whoever a proxy in front names, "token" everybody to read, and to change things with a token of `topiary access-token`.',
    'An unknown word is refused instead of letting everybody in, and so is "oauth".',
  ),
  HTTPAuthUser: reloaded('The user of "basic" and "multi".', 'An empty one is refused.'),
  HTTPAuthPassword: reloaded('Their password.', 'Environment variables in it are put in, as in every text.'),
  AuthUserHeader: atStart('The header in which a proxy says who it is.', 'Its letter case does not matter.'),
  PowerAuthUsers: reloaded('With "proxy": who may change things; "*" is everybody, as by default.'),
  PowerAuthGroups: reloaded(
    'With "proxy": groups of this machine whose members may change things.',
    'A membership counts for a minute before it is looked up again.',
  ),
  AccessTokenUseExpirySeconds: atStart(
    'How long an access token waits to be claimed at web/access-token?publicToken=….',
  ),
  AccessTokenExpiryMinutes: atStart(
    'How long the session holds that it is claimed for.',
    'A token that was made before Topiary started is refused.',
  ),
  OAuthClientId: withoutEffect('OAuth.', NO_OAUTH),
  OAuthClientSecret: withoutEffect('OAuth.', NO_OAUTH),
  OAuthScopes: withoutEffect('OAuth.', NO_OAUTH),
  ReadOnly: reloaded('Nobody may change anything by page or API. It recovers by itself all the same.'),
};
