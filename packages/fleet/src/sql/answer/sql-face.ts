/**
 * The fleet as its clients see it: SQL in, results out. Statements of a packet run one after the other and stop at the
 * first error. Parsed texts are kept by version, so that the same packet, sent to ten thousand servers, is read once.
 */
import type { Product } from '@topiary/domain';
import type { Cancel } from '../../fleet.ts';
import type { Session } from '../../model/session.ts';
import { emptyQuery, notModelled, syntaxError } from '../errors.ts';
import { generationOf } from '../generation.ts';
import type { ParsedStatement } from '../parse/packet.ts';
import { OK_RESULT, type StatementResult } from '../results.ts';
import type { Statement } from '../statement.ts';
import type { Activity, FleetView, RowContext } from '../tables/context.ts';
import { runCommands, runDo, runSet, runUse, runWrite } from './act.ts';
import { Dialect } from './dialect.ts';
import { acceptedRefusal } from './privileges.ts';
import { perform, type Running, type SessionExtras } from './running.ts';
import { answerSelect } from './select.ts';
import { answerShow } from './show.ts';

export interface SqlFaceOptions {
  /** `LOAD_FILE`: what is in a file of the server; `null`: there is none. */
  readonly readFile?: (session: Session, path: string) => string | null;
  /** `Ssl_server_not_after`; '' where the servers offer no TLS. */
  readonly certificateEnds?: string;
}

export interface SqlRequest {
  readonly sql: string;
  /** The client asked for leave to send several statements at once; yes when not given. */
  readonly severalStatements?: boolean;
}

/** Called for each statement's result in order, at once or during a later `advance`; nothing follows an error. */
export type ResultSink = (result: StatementResult, more: boolean) => void;

export class SqlFace {
  readonly #fleet: FleetView;
  readonly #options: SqlFaceOptions;
  /** By version; servers of one version share what was parsed. */
  readonly #dialects = new Map<string, Dialect>();
  readonly #byProduct = new WeakMap<Product, Dialect>();
  readonly #extras = new WeakMap<Session, SessionExtras>();

  constructor(fleet: FleetView, options: SqlFaceOptions = {}) {
    this.#fleet = fleet;
    this.#options = options;
  }

  /** One packet of one session. The cancel is for when its client has gone. */
  answer(session: Session, { sql, severalStatements = true }: SqlRequest, sink: ResultSink): Cancel {
    const dialect = this.#dialectOf(session);
    const parsed = dialect.parse(sql);
    const packet = new Packet({ parsed, sql, sink, severalStatements, running: this.#running(session, dialect) });
    packet.next();
    return () => packet.cancel();
  }

  /** After a new login, or COM_RESET_CONNECTION. */
  forget(session: Session): void {
    this.#extras.delete(session);
  }

  /** The database that a client names when it logs in. */
  useSchema(session: Session, schema: string | null): void {
    this.#extrasOf(session).schema = schema;
  }

  #dialectOf(session: Session): Dialect {
    const { product } = this.#fleet.server(session.server);
    const known = this.#byProduct.get(product);
    if (known !== undefined) return known;
    const { key } = generationOf(product);
    const dialect = this.#dialects.get(key) ?? new Dialect(product, this.#options.certificateEnds ?? '');
    this.#dialects.set(key, dialect);
    this.#byProduct.set(product, dialect);
    return dialect;
  }

  #extrasOf(session: Session): SessionExtras {
    const known = this.#extras.get(session);
    if (known !== undefined) return known;
    const made: SessionExtras = {
      schema: null,
      userVariables: new Map(),
      warnings: [],
      statement: null,
      sinceMs: session.openedAtMs,
    };
    this.#extras.set(session, made);
    return made;
  }

  #activityOf(session: Session): Activity {
    return this.#extras.get(session) ?? { statement: null, schema: null, sinceMs: session.openedAtMs };
  }

  #running(session: Session, dialect: Dialect): Omit<Running, 'done'> {
    const context: RowContext = {
      fleet: this.#fleet,
      server: this.#fleet.server(session.server),
      session,
      generation: dialect.generation,
      activity: (other) => this.#activityOf(other),
    };
    return {
      fleet: this.#fleet,
      dialect,
      session,
      extras: this.#extrasOf(session),
      context,
      readFile: (path) => this.#options.readFile?.(session, path) ?? null,
      cancelled: false,
      cancelCommand: null,
    };
  }
}

interface PacketParts {
  readonly parsed: readonly ParsedStatement[];
  readonly sql: string;
  readonly sink: ResultSink;
  readonly severalStatements: boolean;
  readonly running: Omit<Running, 'done'>;
}

/** The statements of one packet, on their way. */
class Packet {
  readonly #parts: PacketParts;
  readonly #running: Running;
  #index = 0;
  /** Statements that answer at once are run in a loop, not on top of each other. */
  #looping = false;
  #answered = false;

  constructor(parts: PacketParts) {
    this.#parts = parts;
    this.#running = { ...parts.running, done: (result) => this.#done(result) };
  }

  cancel(): void {
    this.#running.cancelled = true;
    this.#running.cancelCommand?.();
  }

  next(): void {
    if (this.#looping) return;
    this.#looping = true;
    do {
      this.#answered = false;
      const statement = this.#parts.parsed[this.#index];
      if (statement === undefined || this.#running.cancelled) break;
      this.#begin(statement);
    } while (this.#answered);
    this.#looping = false;
  }

  #begin(parsed: ParsedStatement): void {
    const { extras, context, dialect } = this.#running;
    if (parsed.kind === 'empty') return this.#done(emptyQuery);
    if (parsed.kind === 'syntax-error') return this.#done(syntaxError(dialect.generation, this.#parts.sql, parsed.at));
    if (this.#index > 0 && !this.#parts.severalStatements)
      return this.#done(syntaxError(dialect.generation, this.#parts.sql, this.#parts.sql.lastIndexOf(parsed.text)));
    extras.statement = parsed.text;
    extras.sinceMs = this.#parts.running.fleet.nowMs;
    if (context.server.power === 'up') return run(parsed.statement, this.#running);
    // A frozen server goes on where it was when it thaws; a dead one never does.
    perform(this.#running, { kind: 'sleep', ms: 0 }, () => run(parsed.statement, this.#running));
  }

  #done(result: StatementResult): void {
    const { extras, fleet } = this.#parts.running;
    extras.statement = null;
    extras.sinceMs = fleet.nowMs;
    if (this.#running.cancelled) return;
    if (result.kind === 'error') extras.warnings = [{ level: 'Error', number: result.number, text: result.text }];
    const more = result.kind !== 'error' && this.#index + 1 < this.#parts.parsed.length;
    this.#index = more ? this.#index + 1 : this.#parts.parsed.length;
    this.#answered = more;
    this.#parts.sink(result, more);
    if (more) this.next();
  }
}

function run(statement: Statement, running: Running): void {
  const { extras, session, dialect, done } = running;
  if (!isAboutWarnings(statement)) extras.warnings = [];
  switch (statement.kind) {
    case 'select':
      return answerSelect(statement, running);
    case 'commands':
      return runCommands(statement.commands, running, statement.notes);
    case 'change-source':
      return runCommands([statement], running);
    case 'set':
      return runSet(statement, running);
    case 'data':
      return runWrite(statement, running);
    case 'do':
      return runDo(statement, running);
    case 'begin':
    case 'commit':
    case 'rollback':
      return runCommands([{ kind: statement.kind }], running);
    case 'use':
      return runUse(statement, running);
    case 'accepted':
      return done(acceptedRefusal(session.account, statement.privileges, dialect.generation) ?? OK_RESULT);
    case 'comment':
      return done(OK_RESULT);
    case 'unmodelled':
      return done(notModelled(statement.what));
    default:
      return answerShow(statement, running);
  }
}

function isAboutWarnings({ kind }: Statement): boolean {
  return kind === 'show-warnings' || kind === 'show-warning-count';
}
