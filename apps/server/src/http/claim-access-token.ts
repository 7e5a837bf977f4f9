/** Exchanges a token of `topiary access-token` for a session, as orchestrator's page does; errors come with status 200, as there. */
import type { RequestHandler } from 'express';
import { failed, respond } from '../compat/respond.ts';
import type { Services } from '../services/services.ts';
import { SESSION_COOKIE } from './middlewares/authenticate.ts';

export function claimAccessToken({ settings, access, logger }: Services): RequestHandler {
  return function claim(request, response) {
    const { publicToken } = request.query;
    const { tokens } = access;
    const claimed =
      tokens === null
        ? ({ kind: 'refused', why: 'AuthenticationMethod is not "token"' } as const)
        : tokens.claim(typeof publicToken === 'string' ? publicToken.trim() : '');
    if (claimed.kind === 'refused') {
      logger.warn('http.access-token-refused', { why: claimed.why, address: request.ip });
      return respond(response, { ...failed(claimed.why), status: 200 });
    }
    logger.info('http.access-token-claimed', { address: request.ip });
    response.cookie(SESSION_COOKIE, claimed.session, {
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure: settings.tls !== null,
      encode: String,
    });
    response.setHeader('Cache-Control', 'no-store');
    response.redirect(`${settings.urlPrefix}/`);
  };
}
