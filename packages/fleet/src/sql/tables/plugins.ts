/** Plugins: the ones that every server has and the ones that the model loads and unloads. Source: [97][M10]. */
import type { Generation } from '../generation.ts';
import type { RowContext } from './context.ts';
import { shapeOf, type Shape } from './table.ts';

export interface PluginRow {
  readonly name: string;
  readonly type: string;
  /** `null`: built in. */
  readonly library: string | null;
}

const BUILT_IN: readonly PluginRow[] = [
  { name: 'binlog', type: 'STORAGE ENGINE', library: null },
  { name: 'mysql_native_password', type: 'AUTHENTICATION', library: null },
  { name: 'InnoDB', type: 'STORAGE ENGINE', library: null },
  { name: 'MyISAM', type: 'STORAGE ENGINE', library: null },
  { name: 'PERFORMANCE_SCHEMA', type: 'STORAGE ENGINE', library: null },
];

const LIBRARIES: ReadonlyMap<string, string> = new Map([
  ['rpl_semi_sync_source', 'semisync_source.so'],
  ['rpl_semi_sync_replica', 'semisync_replica.so'],
  ['rpl_semi_sync_master', 'semisync_master.so'],
  ['rpl_semi_sync_slave', 'semisync_slave.so'],
  ['group_replication', 'group_replication.so'],
  ['clone', 'mysql_clone.so'],
]);

/** `mysql_native_password` is gone from 9.0 on [97]; caching_sha2_password is there from 8.0.4 on [D]. */
export function pluginRows({ server, generation }: RowContext): readonly PluginRow[] {
  const { family, versionNumber } = generation;
  const authentication: readonly PluginRow[] =
    family === 'mysql' && versionNumber >= 80_004
      ? [{ name: 'caching_sha2_password', type: 'AUTHENTICATION', library: null }]
      : [];
  const builtIn = BUILT_IN.filter(
    ({ name }) => !(name === 'mysql_native_password' && family === 'mysql' && versionNumber >= 90_000),
  );
  const loaded = [...server.plugins].map((name) => ({
    name,
    type: name === 'clone' ? 'CLONE' : name === 'group_replication' ? 'GROUP REPLICATION' : 'REPLICATION',
    library: LIBRARIES.get(name) ?? `${name}.so`,
  }));
  return [...builtIn, ...authentication, ...loaded];
}

export interface PluginShapes {
  readonly show: Shape<PluginRow>;
  readonly table: Shape<PluginRow>;
}

export function pluginShapes({ family }: Generation): PluginShapes {
  return {
    show: shapeOf<PluginRow>([
      ['Name:VAR_STRING!', ({ name }) => name],
      ['Status:VAR_STRING!', () => 'ACTIVE'],
      ['Type:VAR_STRING!', ({ type }) => type],
      ['Library:VAR_STRING', ({ library }) => library],
      ['License:VAR_STRING', () => 'GPL'],
    ]),
    table: shapeOf<PluginRow>([
      ['PLUGIN_NAME:VAR_STRING!', ({ name }) => name],
      ['PLUGIN_VERSION:VAR_STRING!', () => '1.0'],
      ['PLUGIN_STATUS:VAR_STRING!', () => 'ACTIVE'],
      ['PLUGIN_TYPE:VAR_STRING!', ({ type }) => type],
      ['PLUGIN_TYPE_VERSION:VAR_STRING!', () => '1.0'],
      ['PLUGIN_LIBRARY:VAR_STRING', ({ library }) => library],
      ['PLUGIN_LIBRARY_VERSION:VAR_STRING', ({ library }) => (library === null ? null : '1.0')],
      ['PLUGIN_AUTHOR:VAR_STRING', () => ''],
      ['PLUGIN_DESCRIPTION:BLOB', () => ''],
      ['PLUGIN_LICENSE:VAR_STRING', () => 'GPL'],
      ['LOAD_OPTION:VAR_STRING!', ({ library }) => (library === null ? 'FORCE' : 'ON')],
      ...(family === 'mariadb'
        ? ([
            ['PLUGIN_MATURITY:VAR_STRING!', () => 'Stable'],
            ['PLUGIN_AUTH_VERSION:VAR_STRING', () => '1.0'],
          ] as const)
        : []),
    ]),
  };
}
