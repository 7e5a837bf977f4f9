import type { SettingValue } from './server-spec.ts';
import type { Server } from './server.ts';

/** The values that a server works with, by canonical name. */
type WithSettings = Pick<Server, 'settings' | 'generation'>;

export function setting(server: WithSettings, name: string): SettingValue {
  return server.settings.get(name) ?? server.generation.defaults.get(name) ?? '';
}

export function isOn(server: WithSettings, name: string): boolean {
  return setting(server, name) === 'ON';
}

export function numberSetting(server: WithSettings, name: string): number {
  return Number(setting(server, name));
}
