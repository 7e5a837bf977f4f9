export { chooseDialect as dialectFor } from './dialects/choose.ts';
export type { Dialect } from './dialects/dialect.ts';
export { productOf } from './dialects/product.ts';
export {
  createServers,
  renderStep,
  type ReplicationAccountSource,
  type ServersOptions,
  type Timeouts,
} from './servers.ts';
export type { TlsMode, TlsOptions } from './wire/tls.ts';
