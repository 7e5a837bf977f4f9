/**
 * A sentence for people, as a code with parameters: the engine never makes free text. The catalogue in `messages.ts`
 * holds the sentence of every code in English and Chinese.
 */
import type { MessageCode } from './messages.ts';

export interface Message {
  readonly code: MessageCode;
  readonly params: Readonly<Record<string, string | number>>;
}

export function message(code: MessageCode, params: Message['params'] = {}): Message {
  return { code, params };
}
