/** Who is served, where, and by what: from orchestrator's keys. */
import { isLoopback, parseListenAddress } from './listen-address.ts';
import type { ListenAddress } from './listen-address.ts';
import { raftNodesOf } from './raft-nodes.ts';
import type { Configuration, ConfigurationKey } from './schema.ts';

export type Authentication =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  /** Like `basic`, and `readonly` with any password may read. */
  | { readonly kind: 'multi'; readonly user: string; readonly password: string }
  /** Somebody in front has checked who it is. `powerUsers` holding `*` means everybody. */
  | {
      readonly kind: 'proxy';
      readonly userHeader: string;
      readonly powerUsers: readonly string[];
      /** Of this machine. */
      readonly powerGroups: readonly string[];
    }
  /** Everybody may read; who claimed a token of `topiary access-token` may change things. */
  | { readonly kind: 'token'; readonly claimMs: number; readonly sessionMs: number };

export interface HttpTlsSettings {
  readonly keyFile: string;
  readonly certFile: string;
  readonly caFile: string | null;
  /** `null`: clients need no certificate. */
  readonly clients: ClientCertificates | null;
}

export interface ClientCertificates {
  /** One of these must be an organizational unit of the certificate. */
  readonly units: readonly string[];
  /** Whether health checks need one as well. */
  readonly onHealthChecks: boolean;
}

export interface HttpSettings {
  readonly listen: ListenAddress;
  /** A Unix socket in place of `listen`. */
  readonly socket: string | null;
  readonly tls: HttpTlsSettings | null;
  /** '' or `/prefix`. */
  readonly urlPrefix: string;
  /** Where the health of this node is told, without `urlPrefix`; `null`: at `/api/status` below it. */
  readonly statusPath: string | null;
  readonly authentication: Authentication;
  /** Nobody may change anything. */
  readonly readOnly: boolean;
  readonly hostNames: readonly string[];
  /** Reachable from other machines, and anybody who reaches it may change things. */
  readonly openWithoutAuthentication: boolean;
  /** Several nodes were asked for, which is not supported: they are named in a banner. */
  readonly raftNodes: readonly string[];
  readonly page: PageSettings;
  readonly messageIdentity: MessageIdentity;
}

/** Who is said to speak in messages of the old API; `unknown`: a word that names nobody. */
export type MessageIdentity =
  | { readonly kind: 'none' | 'hostname' | 'fqdn' }
  | { readonly kind: 'custom'; readonly name: string }
  | { readonly kind: 'unknown'; readonly word: string };

export interface PageSettings {
  /** Above every page; `null`: none. */
  readonly message: string | null;
  /** Where names of servers are many, this is left out of them. */
  readonly cutFromNames: string;
}

const DEFAULT_LOOPBACK: ListenAddress = { host: '127.0.0.1', port: 3000 };
const DEFAULT_STATUS_ENDPOINT = '/api/status';
const MS_PER_SECOND = 1000;
const MS_PER_MINUTE = 60_000;

export const AUTHENTICATION_METHODS: readonly string[] = ['', 'basic', 'multi', 'proxy', 'token'];

export function httpOf(configuration: Configuration, stated: ReadonlySet<ConfigurationKey>): HttpSettings {
  const authentication = authenticationOf(configuration);
  const listen = listenOf(configuration, stated, authentication);
  const socket = configuration.ListenSocket === '' ? null : configuration.ListenSocket;
  const tls = tlsOf(configuration);
  const letsAllIn = authentication.kind === 'none' && !configuration.ReadOnly && (tls?.clients ?? null) === null;
  return {
    listen,
    socket,
    tls,
    urlPrefix: normalisePrefix(configuration.URLPrefix),
    statusPath: statusPathOf(configuration.StatusEndpoint),
    authentication,
    readOnly: configuration.ReadOnly,
    hostNames: configuration.TopiaryHostNames.map((name) => name.toLowerCase()),
    openWithoutAuthentication: letsAllIn && socket === null && !isLoopback(listen.host),
    raftNodes: raftNodesOf(configuration),
    page: pageOf(configuration),
    messageIdentity: messageIdentityOf(configuration),
  };
}

/** Unstated, everybody on the network is let in only where a password is asked for. */
function listenOf(
  configuration: Configuration,
  stated: ReadonlySet<ConfigurationKey>,
  authentication: Authentication,
): ListenAddress {
  const asked = stated.has('ListenAddress') || authentication.kind === 'basic' || authentication.kind === 'multi';
  return (asked ? parseListenAddress(configuration.ListenAddress) : null) ?? DEFAULT_LOOPBACK;
}

function authenticationOf(configuration: Configuration): Authentication {
  const { HTTPAuthUser: user, HTTPAuthPassword: password } = configuration;
  const method = configuration.AuthenticationMethod.toLowerCase();
  switch (method) {
    case 'basic':
    case 'multi':
      return { kind: method, user, password };
    case 'proxy':
      return {
        kind: 'proxy',
        userHeader: configuration.AuthUserHeader.toLowerCase(),
        powerUsers: configuration.PowerAuthUsers,
        powerGroups: configuration.PowerAuthGroups,
      };
    case 'token':
      return {
        kind: 'token',
        claimMs: Math.max(1, configuration.AccessTokenUseExpirySeconds) * MS_PER_SECOND,
        sessionMs: Math.max(1, configuration.AccessTokenExpiryMinutes) * MS_PER_MINUTE,
      };
    default:
      return { kind: 'none' };
  }
}

function messageIdentityOf(configuration: Configuration): MessageIdentity {
  const { PrependMessagesWithOrcIdentity: word, CustomOrcIdentity: name } = configuration;
  switch (word) {
    case '':
    case 'none':
      return { kind: 'none' };
    case 'FQDN':
      return { kind: 'fqdn' };
    case 'hostname':
      return { kind: 'hostname' };
    case 'custom':
      return { kind: 'custom', name };
    default:
      return { kind: 'unknown', word };
  }
}

function pageOf({ WebMessage, RemoveTextFromHostnameDisplay }: Configuration): PageSettings {
  return { message: WebMessage === '' ? null : WebMessage, cutFromNames: RemoveTextFromHostnameDisplay };
}

function tlsOf(configuration: Configuration): HttpTlsSettings | null {
  if (!configuration.UseSSL) return null;
  const { SSLPrivateKeyFile: keyFile, SSLCertFile: certFile, SSLCAFile: caFile } = configuration;
  return {
    keyFile,
    certFile,
    caFile: caFile === '' ? null : caFile,
    clients: configuration.UseMutualTLS
      ? { units: configuration.SSLValidOUs, onHealthChecks: configuration.StatusOUVerify }
      : null,
  };
}

/** As a path, which names something. */
function statusPathOf(endpoint: string): string | null {
  const path = normalisePrefix(endpoint);
  return path === '' || path === DEFAULT_STATUS_ENDPOINT ? null : path;
}

export function normalisePrefix(text: string): string {
  const bare = text.replaceAll(/^\/+|\/+$/g, '');
  return bare === '' ? '' : `/${bare}`;
}
