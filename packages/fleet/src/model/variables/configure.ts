/** A server's configuration file: read at every start. */
import { assert } from '@topiary/domain';
import type { SettingValue, Settings } from '../server-spec.ts';
import type { Server } from '../server.ts';
import type { VariableRow } from './variable-row.ts';

/** Writes the configuration and puts it in force. A name that the server does not know is the fleet's maker's mistake. */
export function configure(server: Server, settings: Settings): void {
  for (const [name, value] of Object.entries(settings)) {
    const known = server.generation.names.get(name.toLowerCase());
    assert(known !== undefined, `${server.product.version.text} knows the variable`, name);
    const parsed = parseValue(known.row, value);
    assert(parsed !== null, 'a value of the variable', { name, value });
    server.configuration.set(known.row.name, parsed);
  }
  resetSettings(server);
}

/** What the server has after a start: the configuration, nothing that was set while it ran. */
export function resetSettings(server: Server): void {
  server.settings.clear();
  for (const [name, value] of server.configuration) server.settings.set(name, value);
  if (server.settings.get('super_read_only') === 'ON') server.settings.set('read_only', 'ON');
}

/** As the server would print it; `null`: not a value of this variable (1231). */
export function parseValue({ type }: VariableRow, value: SettingValue): SettingValue | null {
  const text = String(value);
  if (type === 'text') return text;
  if (type === 'number') {
    const number = typeof value === 'number' ? value : Number(text.trim());
    return text.trim() !== '' && Number.isFinite(number) ? number : null;
  }
  const upper = text.toUpperCase();
  if (type === 'switch') {
    if (['1', 'ON', 'TRUE', 'YES'].includes(upper)) return 'ON';
    return ['0', 'OFF', 'FALSE', 'NO'].includes(upper) ? 'OFF' : null;
  }
  return type.find((choice, index) => choice === upper || text === String(index)) ?? null;
}
