/**
 * The instances of one service in Consul. The catalog knows all of them; with `OnlyPassing` its health endpoint is asked,
 * which leaves out those whose checks fail. A service without an address of its own is at its node's.
 */
import { z } from 'zod';
import { getJson } from './get-json.ts';
import type { NamedEntry } from './named-servers.ts';
import type { Deadline } from './read-srv.ts';
import { SourceFailure } from './source-failure.ts';
import type { SourceReading } from './source-settings.ts';

const TOKEN_HEADER = 'x-consul-token';

const catalog = z.array(
  z
    .object({ Address: z.string(), ServiceAddress: z.string().default(''), ServicePort: z.int().default(0) })
    .transform((one) => entryOf(one.ServiceAddress, one.Address, one.ServicePort)),
);
const health = z.array(
  z
    .object({
      Node: z.object({ Address: z.string() }),
      Service: z.object({ Address: z.string().default(''), Port: z.int().default(0) }),
    })
    .transform(({ Node, Service }) => entryOf(Service.Address, Node.Address, Service.Port)),
);

export async function readConsul(
  reading: Extract<SourceReading, { kind: 'consul' }>,
  deadline: Deadline,
): Promise<readonly NamedEntry[]> {
  const { place, token, onlyPassing } = reading;
  const header = token === null ? null : { name: TOKEN_HEADER, value: token };
  const answer = await getJson({ ...deadline, place, url: urlOf(reading), header });
  const list = (onlyPassing ? health : catalog).safeParse(answer);
  if (!list.success) throw new SourceFailure('source-wrong-shape', { expected: 'Consul, /v1/catalog/service' });
  return list.data;
}

function urlOf({ place, service, datacenter, tag, onlyPassing }: Extract<SourceReading, { kind: 'consul' }>): URL {
  const base = place.url.replace(/\/+$/, '');
  const endpoint = onlyPassing ? 'health' : 'catalog';
  const url = new URL(`${base}/v1/${endpoint}/service/${encodeURIComponent(service)}`);
  if (onlyPassing) url.searchParams.set('passing', '1');
  if (datacenter !== '') url.searchParams.set('dc', datacenter);
  if (tag !== '') url.searchParams.set('tag', tag);
  return url;
}

function entryOf(own: string, node: string, port: number): NamedEntry {
  return { host: own === '' ? node : own, port: port === 0 ? null : port };
}
