/** Which channels a statement means, and what servers say when there is none. */
import { familyOf } from '@topiary/domain';
import { failed } from '../model/outcome.ts';
import type { Failed } from '../model/outcome.ts';
import type { ServerState } from '../model/server-state.ts';
import type { Server } from '../model/server.ts';
import type { Channel } from '../replication/channel.ts';
import { wordsOf } from '../words/wording.ts';
import type { ChannelChoice } from './command.ts';

export type ChosenChannels =
  | { readonly kind: 'channels'; readonly channels: readonly Channel[] }
  | { readonly kind: 'error'; readonly error: Failed };

/** `null` means every channel on MySQL, and the default connection on MariaDB. */
export function chooseChannels(server: Server, choice: ChannelChoice): ChosenChannels {
  if (familyOf(server.product) === 'mysql' && choice === null)
    return { kind: 'channels', channels: [...server.channels.values()] };
  const name = choice ?? '';
  const channel = server.channels.get(name);
  if (channel !== undefined) return { kind: 'channels', channels: [channel] };
  // The default channel is always there, if only to say that it is not configured.
  if (name === '') return { kind: 'channels', channels: [] };
  return { kind: 'error', error: noSuchChannel(server, name) };
}

/** MySQL: to leave the channel out is a mistake where there is any but the default one, which is always there. */
export function mustBeNamed({ product, channels }: Pick<ServerState, 'product' | 'channels'>): boolean {
  return familyOf(product) === 'mysql' && [...channels.keys()].some((name) => name !== '');
}

function noSuchChannel({ product }: Server, name: string): Failed {
  if (familyOf(product) === 'mariadb') return failed(1617, `There is no master connection '${name}'`);
  const { replica } = wordsOf(product);
  return failed(3074, `${replica === 'replica' ? 'Replica' : 'Slave'} channel '${name}' does not exist.`);
}
