/** Why a source could not be read, as a sentence for people. Thrown by what reads, caught in one place. */
import type { Message } from '@topiary/domain';
import { message } from '@topiary/domain';

export class SourceFailure extends Error {
  readonly reason: Message;
  constructor(code: Message['code'], params: Message['params'] = {}) {
    super(code);
    this.name = 'SourceFailure';
    this.reason = message(code, params);
  }
}
