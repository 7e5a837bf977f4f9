/** INSTALL PLUGIN, UNINSTALL PLUGIN. Source: spec/dialects §9. */
import { atLeast, familyOf, type Product } from '@topiary/domain';
import { failed, OK } from '../model/outcome.ts';
import { reviewSemiSync } from '../replication/semi-sync.ts';
import type { Handler } from './context.ts';

const OLD_NAMES = ['rpl_semi_sync_master', 'rpl_semi_sync_slave'];
const NEW_NAMES = ['rpl_semi_sync_source', 'rpl_semi_sync_replica'];

export const installPluginCommand: Handler<'install-plugin'> = ({ server }, { name, library }, answer) => {
  const plugin = name.toLowerCase();
  if (server.plugins.has(plugin)) return answer(failed(1125, `Function '${plugin}' already exists`));
  if (!isShipped(server.product, plugin))
    return answer(failed(1126, `Can't open shared library '${library}' (errno: 0 No such file or directory)`));
  server.plugins.add(plugin);
  answer(OK);
};

export const uninstallPluginCommand: Handler<'uninstall-plugin'> = ({ server }, { name }, answer) => {
  const plugin = name.toLowerCase();
  if (!server.plugins.delete(plugin)) return answer(failed(1305, `PLUGIN ${name} does not exist`));
  if (plugin === 'rpl_semi_sync_source' || plugin === 'rpl_semi_sync_master') {
    server.settings.set('rpl_semi_sync_source_enabled', 'OFF');
    reviewSemiSync(server, 'disabled');
  }
  answer(OK);
};

/** 9.7 ships semi-sync under the new names only; MariaDB has it built in. */
function isShipped(product: Product, plugin: string): boolean {
  if (familyOf(product) === 'mariadb') return false;
  const { version } = product;
  if (OLD_NAMES.includes(plugin)) return !atLeast(version, 9, 7);
  if (NEW_NAMES.includes(plugin)) return atLeast(version, 8, 0, 26);
  if (plugin === 'clone') return atLeast(version, 8, 0, 17);
  return plugin === 'group_replication';
}
