/** From what is kept of the past to what the canvas and the table draw. What is not kept is unknown there, and looks so. */
import { addressOf } from '@topiary/contract';
import type { ClusterView, EdgeId, NodeView, PictureView } from '@topiary/contract';

export function drawnPicture(picture: PictureView): ClusterView {
  const { cluster: id, name, alias, shape, masters, revision, groups } = picture;
  const replicas = Map.groupBy(picture.edges, ({ source }) => source);
  return {
    id,
    name,
    alias,
    aliasOrigin: null,
    domain: null,
    shape,
    masters,
    groups,
    revision,
    nodes: picture.servers.map((server) =>
      drawnServer(server, new Set(replicas.get(server.id)?.map((e) => e.replica)).size),
    ),
    edges: picture.edges.map(({ replica, channel, source, state }) => ({
      id: `${replica}/${channel}` as EdgeId,
      replica,
      channel,
      source,
      state,
      lagSeconds: null,
      delaySeconds: 0,
      semiSync: false,
      tls: false,
    })),
    running: null,
  };
}

const UNKNOWN: Omit<
  NodeView,
  | 'id'
  | 'host'
  | 'port'
  | 'classification'
  | 'role'
  | 'health'
  | 'depth'
  | 'flavor'
  | 'version'
  | 'readOnly'
  | 'superReadOnly'
  | 'replicas'
  | 'problems'
> = {
  ownName: null,
  logBin: null,
  logReplicaUpdates: null,
  binlogFormat: null,
  gtid: null,
  semiSync: null,
  lagSeconds: null,
  delaySeconds: 0,
  hasFilters: false,
  detached: [],
  registered: {
    downtime: null,
    maintenance: null,
    promotion: null,
    ownWrites: null,
    tags: [],
    pools: [],
    forgotten: null,
    virtualName: null,
  },
  observedAt: null,
  failingSince: null,
};

function drawnServer(server: PictureView['servers'][number], replicas: number): NodeView {
  const { id, role, health, depth, flavor, version, writes, alias, dataCenter, problems } = server;
  const { host, port } = addressOf(id);
  return {
    ...UNKNOWN,
    id,
    host,
    port,
    classification: {
      alias,
      dataCenter,
      region: null,
      physicalEnvironment: null,
      promotionRule: null,
      semiSyncPriority: null,
      hasPseudoGtid: null,
      neverPromoted: false,
    },
    role,
    health,
    depth,
    flavor,
    version,
    readOnly: writes === null ? null : writes !== 'writable',
    superReadOnly: writes === null ? null : writes === 'super-read-only',
    replicas,
    problems,
  };
}
