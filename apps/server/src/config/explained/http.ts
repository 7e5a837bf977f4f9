import type { httpKeys } from '../keys/http.ts';
import { atStart, withoutEffect } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

export const httpExplained: Readonly<Record<keyof typeof httpKeys, KeyExplanation>> = {
  ListenAddress: atStart(
    'Address of the page and of the API: ":3000" is every address of the machine.',
    'Where it is not stated and nobody is asked for a password, Topiary stays on 127.0.0.1:3000.',
  ),
  ListenSocket: atStart(
    'Path of a Unix socket to listen on, in place of ListenAddress.',
    'It may be connected to by who may write to the file; one that a killed process left is removed.',
  ),
  URLPrefix: atStart('Path under which everything is served.'),
  StatusEndpoint: atStart(
    'Path of the health check, with which it is no longer at /api/status; URLPrefix is not put before it.',
    'A slash that is missing at its beginning is added; /api/health, /api/lb-check and /api/_ping stay where they are.',
  ),
  StatusOUVerify: atStart('With UseMutualTLS: health checks need a client certificate, too.'),
  UseSSL: atStart('Serves HTTPS (TLS 1.2 and later).'),
  UseMutualTLS: atStart(
    'Lets in only clients whose certificate comes from the CA and has one of SSLValidOUs.',
    'Without UseSSL, or without SSLValidOUs, it is refused instead of letting nobody in.',
  ),
  SSLSkipVerify: withoutEffect(
    'Does not check the certificates of other nodes.',
    'Topiary calls no other node; certificates of clients are always checked, in orchestrator as well.',
  ),
  SSLPrivateKeyFile: atStart(
    'Key of the server, as PEM.',
    'A key with a passphrase is refused: nobody is asked for it.',
  ),
  SSLCertFile: atStart('Certificate of the server, as PEM, with those between it and its CA.'),
  SSLCAFile: atStart('CA of client certificates; empty: those that Node knows.'),
  SSLValidOUs: atStart('Organizational units of client certificates that are let in.'),
};
