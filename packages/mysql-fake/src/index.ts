/** The package's public face. */
export type * from './answerer.ts';
export { makeCertificates, type Certificates } from './certificates.ts';
export { loopbackHost, MAX_LOOPBACK_HOSTS } from './loopback-host.ts';
export { FakeServers, type FakeServersOptions } from './net/fake-servers.ts';
export type { Power } from './net/endpoint.ts';
export type { ListeningKind } from './net/listening.ts';
export type { ServerError } from './protocol/replies.ts';
export { startFakes, type Fakes, type StartFakesOptions } from './start-fakes.ts';
