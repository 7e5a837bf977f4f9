/** Logs and messages. Names, types and defaults are orchestrator's. */
import { flag, text } from './kinds.ts';

export const miscellaneousKeys = {
  Debug: flag(),
  EnableSyslog: flag(),
  PrependMessagesWithOrcIdentity: text(),
  CustomOrcIdentity: text(),
} as const;
