/**
 * SQL text as tokens. Quotes, comments and executable comments are understood as the servers do with an empty `sql_mode`:
 * a backslash escapes, double quotes hold text, backticks hold names.
 */

/** `word` is a bare name or keyword; `name` one in backticks, which is never a keyword. */
export type TokenKind = 'word' | 'name' | 'string' | 'number' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** A word or symbol as written, a string or name without its quotes. */
  readonly text: string;
  /** For words: in upper case, to compare keywords with. Otherwise the same as `text`. */
  readonly upper: string;
  readonly start: number;
  readonly end: number;
}

/** A quote or comment that does not end: the server says so as a syntax error at its begin. */
export interface BrokenText {
  readonly at: number;
}

export interface Tokens {
  readonly list: readonly Token[];
  readonly broken: BrokenText | null;
}

/** Three-part symbols before two-part ones before single characters. */
const SYMBOLS = ['<=>', '@@', '<=', '>=', '<>', '!=', ':=', '||', '&&'] as const;

const WORD_START = /[A-Za-z_$\u0080-\uffff]/;
const WORD = /[A-Za-z0-9_$\u0080-\uffff]*/y;
const NUMBER = /0x[0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const SPACE = /[\s]/;

/** `versionNumber` as in executable comments: 80404, 101118. */
export function tokenize(text: string, versionNumber: number): Tokens {
  const reader = new TokenReader(text, versionNumber);
  return reader.read();
}

class TokenReader {
  readonly #text: string;
  readonly #version: number;
  readonly #list: Token[] = [];
  #at = 0;
  /** Inside an executable comment whose content counts. */
  #executable = false;

  constructor(text: string, version: number) {
    this.#text = text;
    this.#version = version;
  }

  read(): Tokens {
    for (;;) {
      if (!this.#skip()) return this.#done({ at: this.#at });
      if (this.#at >= this.#text.length) return this.#done(null);
      if (!this.#next()) return this.#done({ at: this.#at });
    }
  }

  #done(broken: BrokenText | null): Tokens {
    const { length } = this.#text;
    this.#list.push({ kind: 'end', text: '', upper: '', start: length, end: length });
    return { list: this.#list, broken };
  }

  /** Space and comments. `false`: a comment does not end. */
  #skip(): boolean {
    const text = this.#text;
    for (;;) {
      const char = text[this.#at];
      if (char === undefined) return true;
      if (SPACE.test(char)) this.#at += 1;
      else if (char === '#' || this.#isDashComment()) this.#toLineEnd();
      else if (this.#executable && text.startsWith('*/', this.#at)) {
        this.#executable = false;
        this.#at += 2;
      } else if (text.startsWith('/*', this.#at)) {
        if (!this.#comment()) return false;
      } else return true;
    }
  }

  #isDashComment(): boolean {
    if (!this.#text.startsWith('--', this.#at)) return false;
    const after = this.#text[this.#at + 2];
    return after === undefined || SPACE.test(after);
  }

  #toLineEnd(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#text.length : end + 1;
  }

  #comment(): boolean {
    const head = /^\/\*M?!(\d{5,6})?/.exec(this.#text.slice(this.#at, this.#at + 10));
    if (head !== null && Number(head[1] ?? 0) <= this.#version) {
      this.#executable = true;
      this.#at += head[0].length;
      return true;
    }
    const end = this.#text.indexOf('*/', this.#at + 2);
    if (end < 0) return false;
    this.#at = end + 2;
    return true;
  }

  /** `false`: a quote does not end. */
  #next(): boolean {
    const char = this.#text[this.#at] ?? '';
    if (char === "'" || char === '"') return this.#quoted(char, 'string');
    if (char === '`') return this.#quoted(char, 'name');
    if (/\d/.test(char) || (char === '.' && /\d/.test(this.#text[this.#at + 1] ?? '') && !this.#afterName()))
      return this.#number();
    if (WORD_START.test(char)) return this.#word();
    const symbol = SYMBOLS.find((candidate) => this.#text.startsWith(candidate, this.#at)) ?? char;
    return this.#push('symbol', symbol, this.#at + symbol.length);
  }

  #afterName(): boolean {
    const last = this.#list.at(-1);
    return last !== undefined && (last.kind === 'word' || last.kind === 'name') && last.end === this.#at;
  }

  #word(): boolean {
    WORD.lastIndex = this.#at;
    const [word = ''] = WORD.exec(this.#text) ?? [];
    return this.#push('word', word, this.#at + word.length);
  }

  #number(): boolean {
    NUMBER.lastIndex = this.#at;
    const [number = '0'] = NUMBER.exec(this.#text) ?? [];
    const end = this.#at + number.length;
    // `5ab` is a name; digits alone are a number.
    WORD.lastIndex = end;
    const [rest = ''] = WORD.exec(this.#text) ?? [];
    if (rest !== '' && /^\d+$/.test(number)) return this.#push('word', number + rest, end + rest.length);
    return this.#push('number', number, end);
  }

  #quoted(quote: string, kind: 'string' | 'name'): boolean {
    const text = this.#text;
    let value = '';
    let at = this.#at + 1;
    for (;;) {
      const char = text[at];
      if (char === undefined) return false;
      if (char === quote) {
        if (text[at + 1] !== quote) return this.#push(kind, value, at + 1);
        value += quote;
        at += 2;
      } else if (char === '\\' && kind === 'string') {
        value += unescaped(text[at + 1] ?? '');
        at += 2;
      } else {
        value += char;
        at += 1;
      }
    }
  }

  #push(kind: TokenKind, text: string, end: number): true {
    const upper = kind === 'word' ? text.toUpperCase() : text;
    this.#list.push({ kind, text, upper, start: this.#at, end });
    this.#at = end;
    return true;
  }
}

/** `\%` and `\_` keep their backslash: LIKE reads it. */
function unescaped(char: string): string {
  switch (char) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case '0':
      return '\0';
    case 'b':
      return '\b';
    case 'Z':
      return '\x1a';
    case '%':
    case '_':
      return `\\${char}`;
    default:
      return char;
  }
}
