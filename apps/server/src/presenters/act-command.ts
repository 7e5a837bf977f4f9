/** The command line that asks for an act: one row per act, so that none can be forgotten. */
import type { ControlAct, ControlActKind, InstanceId, Writability } from '@topiary/domain';

/** The command's name, then what follows the server. */
type Words = readonly [name: string, ...options: string[]];

type Commands = { readonly [Kind in ControlActKind]: (act: Extract<ControlAct, { kind: Kind }>) => Words };

const WRITABILITY: Readonly<Record<Writability, Words>> = {
  writable: ['set-writeable'],
  'read-only': ['set-read-only'],
  'super-read-only': ['set-read-only', '--super'],
};

const COMMANDS: Commands = {
  'set-writability': ({ to }) => WRITABILITY[to],
  'flush-binary-logs': () => ['flush-binary-logs'],
};

export function commandOf(instance: InstanceId, act: ControlAct): string {
  // The rows are typed by kind; this is the one place where an act meets its row.
  const row = COMMANDS[act.kind] as unknown as (act: ControlAct) => Words;
  const [name, ...options] = row(act);
  return ['topiary', name, instance, ...options].join(' ');
}
