/**
 * A password on its way to a server. Every way in which a value ends up in a log, an error or an answer gives `***`;
 * only `reveal`, called in the one place that opens connections, gives the text.
 */
import { inspect } from 'node:util';

const HIDDEN = '***';

export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  /** The same text with every occurrence of the secret hidden: for words that a server or a library chose. */
  scrub(text: string): string {
    return this.#text === '' ? text : text.replaceAll(this.#text, HIDDEN);
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}

export interface Credentials {
  readonly user: string;
  readonly password: Secret;
}
