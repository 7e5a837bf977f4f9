/** A cluster by what people call it: name, alias, id, or any member's address. */
import { instanceIdOf, parseAddress } from '@topiary/contract';
import type { ClusterId, ClusterSummary, InstanceId } from '@topiary/contract';
import { CommandFailure, EXIT } from '../exit.ts';
import type { Api } from './connect.ts';

export async function findCluster(api: Api, text: string): Promise<ClusterId> {
  const { clusters } = await api.read('fleet', {});
  const [named, ...others] = clusters.filter(({ id, name, alias }) => [id, name, alias].includes(text));
  if (others.length > 0) throw new CommandFailure([ambiguous(text, clusters)]);
  if (named !== undefined) return named.id;
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new CommandFailure([`There is no cluster "${text}". "topiary clusters" lists them.`]);
  const found = await api.find('instance', { params: { instance: instanceIdOf(parsed.address) } });
  if (found !== null) return found.cluster;
  throw new CommandFailure([
    `There is no cluster "${text}", and no known server is called so. "topiary clusters" lists the clusters.`,
  ]);
}

/** `undefined`: nobody named one. */
export async function findNamed(api: Api, text: string | undefined): Promise<ClusterId | undefined> {
  return text === undefined ? undefined : findCluster(api, text);
}

/** `host` or `host:port`, as the API wants it. */
export function readInstance(text: string): InstanceId {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new CommandFailure([`"${text}" is not an address of the form host or host:port.`], EXIT.usage);
  return instanceIdOf(parsed.address);
}

/** Aliases come from tables of the clusters themselves, which may say the same. */
function ambiguous(text: string, clusters: readonly Pick<ClusterSummary, 'alias' | 'masters'>[]): string {
  const masters = clusters.filter(({ alias }) => alias === text).flatMap((cluster) => cluster.masters);
  return `Several clusters are called "${text}": name one of them by a server of it (${masters.join(', ')}).`;
}
