/** Everything about one version's SQL that is the same for all its servers, made once. */
import type { Product } from '@topiary/domain';
import { generationOf as variablesOf, type KnownVariable } from '../../model/variables/generation.ts';
import { typeOf } from '../evaluate/field-types.ts';
import { generationOf, type Generation } from '../generation.ts';
import { parsePacket, type ParsedStatement } from '../parse/packet.ts';
import { columnOf, type Columns } from '../results.ts';
import type { SelectStatement } from '../statement.ts';
import { tableCatalog, type VirtualTable } from '../tables/catalog.ts';
import { logShapes, type LogShapes } from '../tables/logs.ts';
import { pluginShapes, type PluginShapes } from '../tables/plugins.ts';
import { processShapes, type ProcessShapes } from '../tables/processes.ts';
import { replicaStatusShapes, type ReplicaStatusShapes } from '../tables/replica-status.ts';
import { statusVariables, type StatusVariable } from '../tables/status-variables.ts';
import { BoundedCache } from './bounded-cache.ts';

/** Texts that are kept parsed for one version: what a manager sends, over and over, and the writes of some clients. */
const MAX_PARSED = 2_000;
/** Longer texts are parsed each time. */
const MAX_CACHED_TEXT = 8_192;

export class Dialect {
  readonly generation: Generation;
  readonly variables: ReadonlyMap<string, KnownVariable>;
  readonly tables: ReadonlyMap<string, VirtualTable>;
  readonly status: readonly StatusVariable[];
  readonly statusByName: ReadonlyMap<string, StatusVariable>;
  readonly replicaStatus: ReplicaStatusShapes;
  readonly logs: LogShapes;
  readonly processes: ProcessShapes;
  readonly plugins: PluginShapes;
  readonly #parsed = new BoundedCache<readonly ParsedStatement[]>(MAX_PARSED);
  readonly #columns = new WeakMap<SelectStatement, Columns>();
  readonly #indexes = new WeakMap<Columns, ReadonlyMap<string, number>>();

  constructor(product: Product, certificateEnds: string) {
    this.generation = generationOf(product);
    this.variables = variablesOf(product).names;
    this.tables = tableCatalog(this.generation, certificateEnds);
    this.status = statusVariables(this.generation, certificateEnds);
    this.statusByName = new Map(this.status.map((variable) => [variable.name.toLowerCase(), variable]));
    this.replicaStatus = replicaStatusShapes(this.generation);
    this.logs = logShapes(this.generation);
    this.processes = processShapes(this.generation);
    this.plugins = pluginShapes(this.generation);
  }

  parse(text: string): readonly ParsedStatement[] {
    if (text.length > MAX_CACHED_TEXT) return parsePacket(text, this.generation);
    const known = this.#parsed.get(text);
    if (known !== undefined) return known;
    const parsed = parsePacket(text, this.generation);
    this.#parsed.set(text, parsed);
    return parsed;
  }

  /** The columns of a SELECT: those of its table where it has `*`, and one for each expression. */
  columnsOfSelect(select: SelectStatement, table: Columns): Columns {
    const known = this.#columns.get(select);
    if (known !== undefined) return known;
    const typing = { generation: this.generation, variables: this.variables, columns: table };
    const columns = select.items.flatMap((item) =>
      item.kind === 'all' ? table : [columnFor(item.name, typeOf(item.expression, typing))],
    );
    this.#columns.set(select, columns);
    return columns;
  }

  /** Where each column stands, by lower-case name. */
  indexOf(columns: Columns): ReadonlyMap<string, number> {
    const known = this.#indexes.get(columns);
    if (known !== undefined) return known;
    const index = new Map(columns.map(({ name }, at) => [name.toLowerCase(), at]));
    this.#indexes.set(columns, index);
    return index;
  }
}

function columnFor(name: string, type: ReturnType<typeof typeOf>): Columns[number] {
  return columnOf(name, type.field, type);
}
