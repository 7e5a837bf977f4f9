/** An answerer that says what a test told it to. */
import type { FieldType } from '@topiary/fleet';
import type {
  Answerer,
  AuthPlugin,
  Greeting,
  ListenAddress,
  Login,
  LoginAccount,
  Opened,
  OpenRequest,
  QueryRequest,
  ResultColumn,
  ResultSink,
  WireResult,
} from '../../src/index.ts';

export function column(name: string, field: FieldType): ResultColumn {
  return { name, field, unsigned: false, notNull: false };
}

export interface ScriptedSession {
  readonly id: number;
  readonly request: OpenRequest;
  readonly address: ListenAddress;
}

interface ScriptedAccount {
  readonly password: string;
  readonly plugin: AuthPlugin;
}

export class ScriptedAnswerer implements Answerer<ScriptedSession> {
  greeting: Greeting = {
    kind: 'server',
    version: '9.7.4',
    mariadb: false,
    connectionId: 8,
    tls: true,
    plugin: 'caching_sha2_password',
  };
  readonly accounts = new Map<string, ScriptedAccount>();
  readonly remembered = new Set<string>();
  longProofs = 0;
  readonly sessions = new Set<ScriptedSession>();
  readonly asked: QueryRequest[] = [];
  /** By statement; what is not here never answers. */
  readonly answers = new Map<string, readonly WireResult[]>();
  /** Of queries that were asked and not answered yet. */
  readonly waiting: { readonly sql: string; readonly sink: ResultSink }[] = [];
  cancelled = 0;
  resets = 0;
  refusal: Extract<Opened<ScriptedSession>, { kind: 'refused' }> | null = null;

  greet(): Greeting {
    return this.greeting;
  }

  account(_address: ListenAddress, { user }: Login): LoginAccount | null {
    const account = this.accounts.get(user);
    return account === undefined ? null : { ...account, cached: this.remembered.has(user) };
  }

  rememberPassword(_address: ListenAddress, { user }: Login): void {
    this.longProofs += 1;
    this.remembered.add(user);
  }

  open(address: ListenAddress, request: OpenRequest): Opened<ScriptedSession> {
    if (this.refusal !== null) return this.refusal;
    const session = { id: this.sessions.size, request, address };
    this.sessions.add(session);
    return { kind: 'open', session };
  }

  query(_session: ScriptedSession, request: QueryRequest, sink: ResultSink): () => void {
    this.asked.push(request);
    const results = this.answers.get(request.sql);
    if (results === undefined) this.waiting.push({ sql: request.sql, sink });
    else for (const [index, result] of results.entries()) sink(result, index < results.length - 1);
    return () => {
      this.cancelled += 1;
    };
  }

  reset(): void {
    this.resets += 1;
  }

  close(session: ScriptedSession): void {
    this.sessions.delete(session);
  }
}
