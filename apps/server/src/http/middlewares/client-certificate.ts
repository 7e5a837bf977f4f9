/** With `UseMutualTLS`, lets in who has a certificate that was checked, with one of the accepted organizational units. */
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { RequestHandler } from 'express';
import type { ClientCertificates, HttpSettings } from '../../config/http-settings.ts';

const HEALTH_CHECKS: readonly string[] = ['/api/health', '/api/lb-check', '/api/_ping'];
const STATUS = '/api/status';

export function clientCertificate({ tls, urlPrefix, statusPath }: HttpSettings): RequestHandler {
  const clients = tls?.clients ?? null;
  const exempt = new Set([statusPath ?? `${urlPrefix}${STATUS}`, ...HEALTH_CHECKS.map((path) => urlPrefix + path)]);
  return function checkCertificate(request, response, next) {
    const isExempt = clients?.onHealthChecks === false && exempt.has(request.path);
    const problem = clients === null || isExempt ? null : problemOf(request, clients);
    if (problem === null) next();
    else response.status(401).type('text/plain').send(`${problem}\n`);
  };
}

function problemOf(request: IncomingMessage, { units }: ClientCertificates): string | null {
  const { socket } = request;
  if (!(socket instanceof TLSSocket)) return 'Client certificates come with TLS only';
  const subject = socket.getPeerCertificate().subject as Readonly<Record<string, unknown>> | undefined;
  if (subject === undefined) return 'A client certificate is needed';
  if (!socket.authorized) return `The client certificate is not accepted: ${String(socket.authorizationError)}`;
  const own = [subject['OU'] ?? []].flat().map(String);
  return own.some((unit) => units.includes(unit))
    ? null
    : 'No organizational unit of the client certificate is accepted';
}
