import type { pseudoGtidKeys } from '../keys/pseudo-gtid.ts';
import { atStart } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

export const pseudoGtidExplained: Readonly<Record<keyof typeof pseudoGtidKeys, KeyExplanation>> = {
  AutoPseudoGTID: atStart(
    'Topiary writes markers on writable masters where its account may.',
    'Only the process that acts writes them.',
  ),
  PseudoGTIDPattern: atStart('Text or expression by which markers in binary logs are known; empty: there are none.'),
  PseudoGTIDPatternIsFixedSubstring: atStart('The pattern is a text and no expression.'),
  PseudoGTIDMonotonicHint: atStart('Text in a marker that says that markers ascend.'),
  DetectPseudoGTIDQuery: atStart('Query that gives 1 on a server that has markers.'),
  BinlogEventsChunkSize: atStart('Events of a binary log that are read at a time.'),
  SkipBinlogEventsContaining: atStart('Events that contain such a text are left out where logs are compared.'),
};
