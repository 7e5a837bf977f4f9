import type { Violation } from './violation.ts';

// Written in pieces, or this file would break its own rule.
const HOMES = ['work', 'root', String.raw`home\/[a-z][\w-]*`].join('|');
const MACHINE_PATH = new RegExp(String.raw`(?<![\w.~$}*-]|\w["'])\/(${HOMES})\/[\w.-]`);

/** Absolute paths that exist on one machine only. */
export function machinePathViolations(path: string, text: string): readonly Violation[] {
  return text.split('\n').flatMap((line, index) => {
    const match = MACHINE_PATH.exec(line);
    return match === null
      ? []
      : [{ path, line: index + 1, message: `"${match[0]}" is a path of one machine: make it relative or a setting.` }];
  });
}
