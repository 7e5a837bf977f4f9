/** Where Topiary's own metrics are sent. */
import { parseListenAddress } from './listen-address.ts';
import type { Configuration } from './schema.ts';

export interface GraphiteSettings {
  readonly host: string;
  readonly port: number;
  /** Before the name of each metric; `{hostname}` in it is this machine. */
  readonly path: string;
  readonly underscoresForDots: boolean;
  readonly intervalMs: number;
}

/** `wrong`: asked for, and why it cannot be; nothing is sent, as by orchestrator. */
export type GraphiteChoice = 'off' | { readonly wrong: string } | GraphiteSettings;

const MS_PER_SECOND = 1_000;

export function graphiteOf(configuration: Configuration): GraphiteChoice {
  const { GraphiteAddr, GraphitePath: path, GraphitePollSeconds: seconds } = configuration;
  if (GraphiteAddr === '' || seconds <= 0) return 'off';
  if (path === '') return { wrong: 'GraphiteAddr is set, but GraphitePath is empty' };
  const address = parseListenAddress(GraphiteAddr);
  if (address === null || address.port === 0)
    return { wrong: `GraphiteAddr "${GraphiteAddr}" is not of the form host:port` };
  return {
    host: address.host ?? 'localhost',
    port: address.port,
    path,
    underscoresForDots: configuration.GraphiteConvertHostnameDotsToUnderscores,
    intervalMs: seconds * MS_PER_SECOND,
  };
}
