/** Security headers, with a policy under which only our own scripts and nonced styles run. */
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { nonceOf, setLocals } from '../request-context.ts';

const NONCE_BYTES = 16;

export function securityHeaders(): readonly RequestHandler[] {
  return [giveNonce, headers];
}

const giveNonce: RequestHandler = function giveNonce(_request, response, next) {
  setLocals(response, { nonce: randomBytes(NONCE_BYTES).toString('base64') });
  next();
};

const styleNonce = (_request: unknown, response: ServerResponse) => `'nonce-${nonceOf(response as Response)}'`;

const headers = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      workerSrc: ["'self'"],
      styleSrc: ["'self'", styleNonce],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      baseUri: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  xFrameOptions: { action: 'deny' },
  // These would break the page over plain HTTP, which is what Topiary speaks.
  strictTransportSecurity: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
});
