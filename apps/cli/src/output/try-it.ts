/** Commands to type in a second terminal, written so that they work there as they stand. */
import { DEFAULT_API } from '../client/connect.ts';

export interface TryIt {
  /** Where this Topiary is. */
  readonly url: string;
  /** What follows the name of the command, and a remark. */
  readonly commands: readonly (readonly [words: string, remark?: string])[];
}

/** The command is where `npm run setup` puts it: nothing is on PATH. */
const COMMAND = 'node_modules/.bin/topiary';

export function tryIt({ url, commands }: TryIt): readonly string[] {
  return [
    'In another terminal, in this folder:',
    ...(url === DEFAULT_API ? [] : [`  export TOPIARY_API=${url}`]),
    ...commands.map(([words, remark]) => `  ${COMMAND} ${words}${remark === undefined ? '' : `    ${remark}`}`),
  ];
}
