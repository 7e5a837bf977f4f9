/** What a logged-in client asks: statements above all. */
import type { Answerer, Cancel, WireResult } from '../answerer.ts';
import { CLIENT_MULTI_STATEMENTS } from '../protocol/capabilities.ts';
import type { Packet } from '../protocol/packet-reader.ts';
import { writeEof, writeError, writeOk, type ServerError } from '../protocol/replies.ts';
import type { Channel, Conversation } from './channel.ts';
import { NO_PREPARED_STATEMENTS, UNKNOWN_COMMAND } from './errors.ts';

const COM_QUIT = 0x01;
const COM_INIT_DB = 0x02;
const COM_QUERY = 0x03;
const COM_PING = 0x0e;
const COM_STMT_PREPARE = 0x16;
const COM_STMT_CLOSE = 0x19;
const COM_SET_OPTION = 0x1b;
const COM_RESET_CONNECTION = 0x1f;

const SEVERAL_STATEMENTS_ON = 0;
const FIRST_REPLY = 1;

export interface CommandParts<Session> {
  readonly channel: Channel;
  readonly answerer: Answerer<Session>;
  readonly session: Session;
  readonly capabilities: number;
}

interface Result {
  readonly result: WireResult;
  readonly more: boolean;
}

export class CommandConversation<Session> implements Conversation {
  readonly #parts: CommandParts<Session>;
  #severalStatements: boolean;
  #cancel: Cancel | null = null;
  #running = false;
  #sequence = FIRST_REPLY;
  /** Results that came before `query` returned: they leave together. */
  #early: Result[] | null = null;

  constructor(parts: CommandParts<Session>) {
    this.#parts = parts;
    this.#severalStatements = (parts.capabilities & CLIENT_MULTI_STATEMENTS) !== 0;
  }

  onPacket({ payload }: Packet): 'next' | 'busy' {
    switch (payload[0]) {
      case COM_QUERY:
        return this.#query(payload.toString('utf8', 1));
      case COM_INIT_DB:
        return this.#query(`USE \`${payload.toString('utf8', 1).replaceAll('`', '``')}\``);
      case COM_PING:
        return this.#ok();
      case COM_RESET_CONNECTION:
        this.#parts.answerer.reset(this.#parts.session);
        return this.#ok();
      case COM_SET_OPTION:
        return this.#setOption(payload);
      case COM_STMT_PREPARE:
        return this.#error(NO_PREPARED_STATEMENTS);
      case COM_STMT_CLOSE:
        return 'next';
      case COM_QUIT:
        this.#parts.channel.finish();
        return 'busy';
      default:
        return this.#error(UNKNOWN_COMMAND);
    }
  }

  onClosed(): void {
    this.#running = false;
    this.#cancel?.();
    this.#cancel = null;
    this.#parts.answerer.close(this.#parts.session);
  }

  #query(sql: string): 'next' | 'busy' {
    const early: Result[] = [];
    this.#early = early;
    this.#running = true;
    this.#sequence = FIRST_REPLY;
    const request = { sql, severalStatements: this.#severalStatements };
    const cancel = this.#parts.answerer.query(this.#parts.session, request, (result, more) =>
      this.#onResult({ result, more }),
    );
    this.#early = null;
    this.#send(early);
    if (!this.#running) return 'next';
    this.#cancel = cancel;
    return 'busy';
  }

  #onResult(result: Result): void {
    if (!this.#running) return;
    if (!result.more) {
      this.#running = false;
      this.#cancel = null;
    }
    if (this.#early !== null) {
      this.#early.push(result);
      return;
    }
    this.#send([result]);
    // Not at once: the answerer is in the middle of what ended this statement, and the next one would come into that.
    if (!result.more) queueMicrotask(() => this.#parts.channel.ready());
  }

  #send(results: readonly Result[]): void {
    if (results.length === 0) return;
    this.#sequence = this.#parts.channel.send(this.#sequence, (_writer, encoder) => {
      for (const { result, more } of results) encoder.write(result, more);
    });
  }

  #setOption(payload: Buffer): 'next' {
    this.#severalStatements = payload.length >= 3 && payload.readUInt16LE(1) === SEVERAL_STATEMENTS_ON;
    this.#parts.channel.send(FIRST_REPLY, (writer) => writeEof(writer, { warnings: 0, more: false }));
    return 'next';
  }

  #ok(): 'next' {
    this.#parts.channel.send(FIRST_REPLY, (writer) => writeOk(writer, { affectedRows: 0, warnings: 0, more: false }));
    return 'next';
  }

  #error(error: ServerError): 'next' {
    this.#parts.channel.send(FIRST_REPLY, (writer) => writeError(writer, error));
    return 'next';
  }
}
