/** Which servers a fleet of a given size has. The same size is the same fleet every time. */
import { readTopologyText } from '@topiary/domain';
import { CLUSTER_SHAPES, PLAIN_PRODUCT } from './cluster-shapes.ts';
import type { ClusterShape, ProductText, ServerTraits } from './cluster-shapes.ts';
import { clusterName, hostAddress } from './names.ts';

export interface PlannedCluster {
  readonly name: string;
  readonly positioning: ClusterShape['positioning'];
  readonly servers: readonly PlannedServer[];
  readonly links: readonly PlannedLink[];
}

export interface PlannedServer {
  /** `shop-eu-1`. */
  readonly name: string;
  /** On loopback. */
  readonly host: string;
  readonly serverId: number;
  readonly product: ProductText;
  readonly traits: ServerTraits;
  readonly takesWrites: boolean;
  readonly semiSync: 'source' | 'replica' | null;
  readonly inGroup: boolean;
  readonly isSqlNode: boolean;
}

/** By place in `servers`. */
export interface PlannedLink {
  readonly replica: number;
  readonly source: number;
  readonly channel: string;
}

/** Cut short, a shape would not be what it shows: what does not fill one is a master with replicas, or a lone server. */
export function planFleet(count: number): readonly PlannedCluster[] {
  const clusters: PlannedCluster[] = [];
  let left = count;
  let serverId = 1;
  while (left > 0) {
    const index = clusters.length;
    const planned = planCluster(shapeFor(index, left), index, serverId);
    clusters.push(planned);
    left -= planned.servers.length;
    serverId += planned.servers.length;
  }
  return clusters;
}

function shapeFor(index: number, left: number): ClusterShape {
  const shape = CLUSTER_SHAPES[index % CLUSTER_SHAPES.length];
  if (shape !== undefined && readTopologyText(shape.topology).servers.length <= left) return shape;
  const replicas = Array.from({ length: left - 1 }, (_, at) => `r${at + 1}`);
  return {
    topology: replicas.length === 0 ? 'a' : `a > ${replicas.join(', ')}`,
    product: PLAIN_PRODUCT,
    positioning: 'gtid',
  };
}

function planCluster(shape: ClusterShape, index: number, firstServerId: number): PlannedCluster {
  const written = readTopologyText(shape.topology);
  const letters = written.servers.map(({ host }) => host);
  const name = clusterName(index);
  const masters = shape.masters ?? letters.slice(0, 1);
  const nameOf = (letter: string): string => `${name}-${letters.indexOf(letter) + 1}`;
  const sideOf = (letter: string): PlannedServer['semiSync'] => {
    if (shape.semiSync === undefined) return null;
    if (masters.includes(letter)) return 'source';
    return shape.semiSync.includes(letter) ? 'replica' : null;
  };
  return {
    name,
    positioning: shape.positioning,
    servers: letters.map((letter, at) => {
      const traits = shape.servers?.[letter] ?? {};
      return {
        name: nameOf(letter),
        host: hostAddress(index, at),
        serverId: firstServerId + at,
        product: traits.product ?? shape.product,
        traits,
        takesWrites: masters.includes(letter),
        semiSync: sideOf(letter),
        inGroup: shape.group?.includes(letter) ?? false,
        isSqlNode: shape.sqlNodes?.includes(letter) ?? false,
      };
    }),
    links: written.links.map(({ replica, source, channel }) => ({
      replica: letters.findIndex((letter) => replica.startsWith(`${letter}:`)),
      source: letters.indexOf(source.host),
      channel: channel === '' ? '' : nameOf(channel).replaceAll('-', '_'),
    })),
  };
}
