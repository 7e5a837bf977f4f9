/** The page. Names, types and defaults are orchestrator's. */
import { text } from './kinds.ts';

export const uiKeys = {
  RemoveTextFromHostnameDisplay: text(),
  WebMessage: text(),
} as const;
