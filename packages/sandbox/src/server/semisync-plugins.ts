import { readdir } from 'node:fs/promises';
import type { ServerBinaries } from '../binaries/server-binaries.ts';

/** Libraries by generation, the newer first: only one spelling may be loaded at a time (spec/dialects §9). */
const GENERATIONS = [
  ['semisync_source.so', 'semisync_replica.so'],
  ['semisync_master.so', 'semisync_slave.so'],
];

/** The semi-sync plug-ins to load; none for MariaDB, which has them built in, and for a server that ships without. */
export async function semisyncPlugins(binaries: ServerBinaries): Promise<readonly string[]> {
  if (binaries.family === 'mariadb') return [];
  const present: readonly string[] = await readdir(binaries.pluginDirectory).catch(() => []);
  return GENERATIONS.find((files) => files.every((file) => present.includes(file))) ?? [];
}
