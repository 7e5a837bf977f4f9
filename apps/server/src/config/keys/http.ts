/** The listener. Names, types and defaults are orchestrator's. */
import { flag, list, text } from './kinds.ts';

export const httpKeys = {
  /** orchestrator's default is ':3000'; unstated and without authentication, Topiary stays on loopback (see `settings.ts`). */
  ListenAddress: text(':3000'),
  ListenSocket: text(),
  URLPrefix: text(),
  StatusEndpoint: text('/api/status'),
  StatusOUVerify: flag(),
  UseSSL: flag(),
  UseMutualTLS: flag(),
  SSLSkipVerify: flag(),
  SSLPrivateKeyFile: text(),
  SSLCertFile: text(),
  SSLCAFile: text(),
  SSLValidOUs: list(),
} as const;
