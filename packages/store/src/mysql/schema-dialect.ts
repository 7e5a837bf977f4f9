/**
 * How the store's tables look in MySQL: their names begin with `topiary_`, so that they never meet those of another program
 * in the same database (orchestrator's `audit`, `cluster_alias` and others); their texts are compared by their bytes,
 * whatever the database's own collation is.
 */
import { OperationNodeTransformer, RawNode } from '#kysely';
import type { CreateTableNode, KyselyPlugin, QueryId, TableNode } from 'kysely';
import { TABLE_NAMES } from '../schema/table-names.ts';

export const TABLE_PREFIX = 'topiary_';

const SHARED_ONLY = ['lease_beat', 'lease_member', 'copied_change'] as const;
const PREFIXED: ReadonlySet<string> = new Set([...TABLE_NAMES, ...SHARED_ONLY]);

class SchemaTransformer extends OperationNodeTransformer {
  protected override transformTable(node: TableNode, queryId: QueryId): TableNode {
    const { name } = node.table.identifier;
    const transformed = super.transformTable(node, queryId);
    if (!PREFIXED.has(name)) return transformed;
    const identifier = { ...transformed.table.identifier, name: `${TABLE_PREFIX}${name}` };
    return { ...transformed, table: { ...transformed.table, identifier } };
  }

  protected override transformCreateTable(node: CreateTableNode, queryId: QueryId): CreateTableNode {
    const transformed = super.transformCreateTable(node, queryId);
    const own = RawNode.createWithSql(
      'engine = InnoDB row_format = dynamic default charset = utf8mb4 collate = utf8mb4_bin',
    );
    return { ...transformed, ifNotExists: true, endModifiers: [...(transformed.endModifiers ?? []), own] };
  }
}

export function schemaPlugin(): KyselyPlugin {
  const transformer = new SchemaTransformer();
  return {
    transformQuery: ({ node, queryId }) => transformer.transformNode(node, queryId),
    transformResult: ({ result }) => Promise.resolve(result),
  };
}

/** What a migration that runs again after it was cut off finds done: a column, an index. Tables are made `if not exists`. */
export const DONE_BEFORE: ReadonlySet<number> = new Set([
  1060, // ER_DUP_FIELDNAME
  1061, // ER_DUP_KEYNAME
]);
