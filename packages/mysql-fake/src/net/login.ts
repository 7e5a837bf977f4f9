/** From the greeting to a session: TLS, the method that the account has, and the proof of the password. */
import type { Answerer, Greeting, ListenAddress, Login, LoginAccount } from '../answerer.ts';
import {
  clearPasswordMatches,
  encryptedPasswordMatches,
  FAST_SUCCESS,
  FULL_NEEDED,
  MORE_DATA_MARK,
  PUBLIC_KEY_REQUEST,
  shortProofMatches,
} from '../auth/caching-sha2.ts';
import { nativeProofMatches } from '../auth/native-password.ts';
import type { Certificates } from '../certificates.ts';
import { CLIENT_PLUGIN_AUTH } from '../protocol/capabilities.ts';
import { writeGreeting } from '../protocol/greeting.ts';
import { readHandshakeResponse, type HandshakeResponse } from '../protocol/handshake-response.ts';
import type { Packet } from '../protocol/packet-reader.ts';
import { writeError, writeOk, type ServerError } from '../protocol/replies.ts';
import type { Channel, Conversation } from './channel.ts';
import { accessDenied, BAD_HANDSHAKE, OLD_AUTHENTICATION } from './errors.ts';

const AUTH_SWITCH_MARK = 0xfe;
const NATIVE = 'mysql_native_password';

export interface LoginParts<Session> {
  readonly channel: Channel;
  readonly answerer: Answerer<Session>;
  readonly address: ListenAddress;
  readonly greeting: Extract<Greeting, { kind: 'server' }>;
  readonly certificates: Certificates;
  /** A fresh challenge per connection. */
  readonly scramble: Buffer;
  readonly onLost: () => void;
  readonly onOpen: (session: Session, capabilities: number) => void;
}

type Response = Extract<HandshakeResponse, { kind: 'login' }>;

interface Attempt {
  readonly response: Response;
  readonly login: Login;
  /** `null`: there is no such account, and the client shall not notice before the end. */
  readonly account: LoginAccount | null;
}

type Stage = { readonly kind: 'response' } | ({ readonly kind: 'switched' | 'full' | 'key-sent' } & Attempt);

export class LoginConversation<Session> implements Conversation {
  readonly #parts: LoginParts<Session>;
  #stage: Stage = { kind: 'response' };

  constructor(parts: LoginParts<Session>) {
    this.#parts = parts;
    const { greeting, scramble } = parts;
    parts.channel.send(0, (writer) => writeGreeting(writer, greeting, scramble));
  }

  onPacket({ sequence, payload }: Packet): 'next' {
    const stage = this.#stage;
    const reply = sequence + 1;
    switch (stage.kind) {
      case 'response':
        this.#onResponse(payload, reply);
        break;
      case 'switched':
        this.#prove(stage, payload, reply);
        break;
      default:
        this.#onPassword(stage, payload, reply);
    }
    return 'next';
  }

  onClosed(): void {
    // No session was opened: there is nothing to give back.
  }

  #onResponse(payload: Buffer, reply: number): void {
    const response = readHandshakeResponse(payload);
    if (response.kind === 'bad') return this.#refuse(BAD_HANDSHAKE, reply);
    if (response.kind === 'tls-request') {
      if (this.#parts.channel.secure || !this.#parts.greeting.tls) return this.#refuse(BAD_HANDSHAKE, reply);
      return this.#parts.channel.upgrade();
    }
    const login: Login = { user: response.user, clientHost: this.#parts.channel.clientHost };
    const attempt = { response, login, account: this.#parts.answerer.account(this.#parts.address, login) };
    const plugin = attempt.account?.plugin ?? this.#parts.greeting.plugin;
    if (plugin === (response.plugin ?? NATIVE)) return this.#prove(attempt, response.authResponse, reply);
    if ((response.capabilities & CLIENT_PLUGIN_AUTH) === 0) return this.#refuse(OLD_AUTHENTICATION, reply);
    this.#stage = { ...attempt, kind: 'switched' };
    this.#parts.channel.send(reply, (writer) => {
      writer.begin();
      writer.u8(AUTH_SWITCH_MARK);
      writer.nullTerminated(plugin);
      writer.bytes(this.#parts.scramble);
      writer.u8(0);
      writer.end();
    });
  }

  #prove(attempt: Attempt, proof: Buffer, reply: number): void {
    const { account } = attempt;
    if (account === null || isEmpty(proof) || account.password === '') {
      const matches = account?.password === '' && isEmpty(proof);
      return this.#conclude(attempt, { matches, usingPassword: !isEmpty(proof), reply });
    }
    const { scramble } = this.#parts;
    if (account.plugin === NATIVE) {
      const matches = nativeProofMatches(account.password, scramble, proof);
      return this.#conclude(attempt, { matches, usingPassword: true, reply });
    }
    if (account.cached && shortProofMatches(account.password, scramble, proof)) {
      const next = this.#sendMoreData(reply, Buffer.from([FAST_SUCCESS]));
      return this.#conclude(attempt, { matches: true, usingPassword: true, reply: next });
    }
    this.#stage = { ...attempt, kind: 'full' };
    this.#sendMoreData(reply, Buffer.from([FULL_NEEDED]));
  }

  #onPassword(stage: Extract<Stage, { kind: 'full' | 'key-sent' | 'switched' }>, sent: Buffer, reply: number): void {
    const { certificates, channel, scramble } = this.#parts;
    if (!channel.secure && stage.kind === 'full' && sent.length === 1 && sent[0] === PUBLIC_KEY_REQUEST) {
      this.#stage = { ...stage, kind: 'key-sent' };
      this.#sendMoreData(reply, Buffer.from(certificates.publicKeyPem));
      return;
    }
    const password = stage.account?.password ?? '';
    const matches = channel.secure
      ? clearPasswordMatches(password, sent)
      : encryptedPasswordMatches(password, { sent, scramble, key: certificates.privateKey });
    if (matches) this.#parts.answerer.rememberPassword(this.#parts.address, stage.login);
    this.#conclude(stage, { matches, usingPassword: true, reply });
  }

  #conclude(
    { login, response }: Attempt,
    {
      matches,
      usingPassword,
      reply,
    }: { readonly matches: boolean; readonly usingPassword: boolean; readonly reply: number },
  ): void {
    const { address, answerer, channel, greeting, onLost, onOpen } = this.#parts;
    if (!matches) return this.#refuse(accessDenied(login, usingPassword), reply);
    const opened = answerer.open(address, {
      ...login,
      database: response.database,
      connectionId: greeting.connectionId,
      onLost,
    });
    if (opened.kind === 'refused') return this.#refuse(opened.error, reply);
    channel.send(reply, (writer) => writeOk(writer, { affectedRows: 0, warnings: 0, more: false }));
    onOpen(opened.session, response.capabilities);
  }

  #sendMoreData(sequence: number, data: Buffer): number {
    return this.#parts.channel.send(sequence, (writer) => {
      writer.begin();
      writer.u8(MORE_DATA_MARK);
      writer.bytes(data);
      writer.end();
    });
  }

  #refuse(error: ServerError, reply: number): void {
    this.#parts.channel.send(reply, (writer) => writeError(writer, error));
    this.#parts.channel.finish();
  }
}

/** How clients prove an empty password: nothing, or a lone NUL. */
function isEmpty(proof: Buffer): boolean {
  return proof.length === 0 || (proof.length === 1 && proof[0] === 0);
}
