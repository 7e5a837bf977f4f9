/** Commands about the process itself, its configuration and its store. */
import type { ClassicCommand } from '../command.ts';
import { notAnswered } from './meta.ts';

export const localCommands: readonly ClassicCommand[] = [
  notAnswered('continuous', [], 'Meta', '"topiary serve" discovers and recovers for as long as it runs.'),
  notAnswered(
    'access-token',
    [],
    'Meta',
    'AuthenticationMethod "token" is not supported: use "basic", "multi" or "proxy".',
  ),
  notAnswered('dump-config', [], 'Meta', 'The configuration in force is that of the process that serves.'),
  notAnswered(
    'redeploy-internal-db',
    [],
    'Meta, internal',
    'A store is brought to the newest form whenever it is opened.',
  ),
];
