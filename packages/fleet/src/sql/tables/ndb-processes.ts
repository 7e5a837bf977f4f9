/** What the data nodes of an NDB cluster tell of its SQL nodes. Source: the manual, "The ndbinfo processes Table". */
import { isSqlNode } from '../../model/ndb.ts';
import { columnsOf } from '../results.ts';
import type { VirtualTable } from './catalog.ts';
import { variableText } from './context.ts';

/** Data nodes come first in a cluster's numbering; SQL nodes are numbered from here. */
const FIRST_SQL_NODE = 51;

export const ndbProcesses: VirtualTable = {
  columns: columnsOf(
    'node_id:LONGu node_type:VAR_STRING node_version:VAR_STRING process_id:LONGu angel_process_id:LONGu process_name:VAR_STRING service_URI:VAR_STRING',
  ),
  needs: 'select',
  exists: ({ server }) => isSqlNode(server),
  rows: (context) =>
    context.fleet.sqlNodesBeside(context.server.id).map((server, index) => {
      const { host, port } = server.address;
      const serverId = variableText({ ...context, server }, 'server_id');
      const uri = `mysql://${host}:${port}?server-id=${serverId}`;
      const nodeId = FIRST_SQL_NODE + index;
      return [nodeId, 'API', server.product.version.text, 1_000 + nodeId, null, 'mysqld', uri];
    }),
};
