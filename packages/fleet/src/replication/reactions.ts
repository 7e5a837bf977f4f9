import type { Reactions } from '../model/reactions.ts';
import { pump, wakeDumps } from './dump.ts';
import { greet, hangUp } from './greeting.ts';
import { spreadToGroup } from './group.ts';
import { receiveLog } from './receive-log.ts';
import { logWasReset } from './log-reset.ts';
import { receiverLost } from './receiver.ts';
import { refuseDump } from './refuse-dump.ts';

export const REACTIONS: Reactions = {
  greet,
  hangUp,
  receiveLog,
  receiverLost,
  wakeDumps,
  pump,
  logWasReset,
  refuseDump,
  spreadToGroup,
};
