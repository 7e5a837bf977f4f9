/** Clients of one world's servers: one connection per server and account, opened when first needed and after it broke. */
import { createConnection, type Connection, type QueryError } from 'mysql2';
import type { AccountName, ServerName } from './sequence.ts';
import type { Answer, StatementAnswer } from './world.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 10_000;

export interface Target {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

export class Sessions {
  readonly #targetOf: (server: ServerName, account: AccountName) => Target;
  readonly #open = new Map<string, Connection>();

  constructor(targetOf: (server: ServerName, account: AccountName) => Target) {
    this.#targetOf = targetOf;
  }

  async send(server: ServerName, account: AccountName, text: string): Promise<Answer> {
    const key = `${server}/${account}`;
    const connection = this.#open.get(key) ?? this.#connect(key, this.#targetOf(server, account));
    const answer = await ask(connection, text);
    if (answer.some(({ kind }) => kind === 'lost')) this.#drop(key, connection);
    const last = answer.at(-1);
    if (last?.kind !== 'ok' || last.notes.length === 0) return answer;
    const told = await ask(connection, 'SHOW WARNINGS');
    return [...answer.slice(0, -1), { kind: 'ok', notes: notesOf(told) }];
  }

  close(): void {
    for (const connection of this.#open.values()) connection.destroy();
    this.#open.clear();
  }

  #connect(key: string, target: Target): Connection {
    const connection = createConnection({
      ...target,
      connectTimeout: CONNECT_TIMEOUT_MS,
      multipleStatements: true,
      rowsAsArray: true,
      dateStrings: true,
      supportBigNumbers: true,
    });
    connection.on('error', () => this.#drop(key, connection));
    this.#open.set(key, connection);
    return connection;
  }

  #drop(key: string, connection: Connection): void {
    connection.destroy();
    if (this.#open.get(key) === connection) this.#open.delete(key);
  }
}

/** What each statement gave, as its result comes; several notes of the last one are asked for afterwards. */
function ask(connection: Connection, sql: string): Promise<Answer> {
  return new Promise((resolve) => {
    connection.query({ sql, timeout: ANSWER_TIMEOUT_MS }, (error, results, fields) => {
      resolve(error === null ? answersOf(results, fields) : [...failureOf(error)]);
    });
  });
}

function answersOf(results: unknown, fields: unknown): Answer {
  const several =
    Array.isArray(results) && Array.isArray(fields) && fields.some((each) => each === undefined || Array.isArray(each));
  if (!several) return [answerOf(results, fields)];
  const each: readonly unknown[] = results;
  const columns: readonly unknown[] = fields;
  return each.map((result, index) => answerOf(result, columns[index]));
}

function answerOf(result: unknown, fields: unknown): StatementAnswer {
  if (!Array.isArray(result)) {
    const { warningStatus } = result as { readonly warningStatus?: number };
    // The numbers are asked for later; zero stands for "there are some".
    return { kind: 'ok', notes: (warningStatus ?? 0) > 0 ? [0] : [] };
  }
  const columns = (Array.isArray(fields) ? fields : []).map((field: { readonly name: string }) => field.name);
  return { kind: 'rows', columns, rows: result as readonly (readonly unknown[])[] };
}

function failureOf(error: QueryError): Answer {
  const fromServer = error.sqlState !== undefined && error.errno !== undefined;
  return [
    fromServer ? { kind: 'error', number: error.errno ?? 0 } : { kind: 'lost', code: error.code ?? error.message },
  ];
}

function notesOf(answer: Answer): readonly number[] {
  const [told] = answer;
  if (told?.kind !== 'rows') return [];
  return told.rows.map((row) => Number(row[1]));
}
