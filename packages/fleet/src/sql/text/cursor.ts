import type { Token } from './tokens.ts';

/** The text does not follow the grammar from the token that starts at `at`. Only the parser throws and catches it. */
export class SyntaxProblem extends Error {
  readonly at: number;

  constructor(at: number) {
    super(`no grammar rule fits at character ${at}`);
    this.name = 'SyntaxProblem';
    this.at = at;
  }
}

/** Reads tokens one after the other; every `expect…` that does not hold is a syntax problem at that token. */
export class Cursor {
  readonly text: string;
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  #index = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.text = text;
    this.#tokens = tokens;
    this.#end = tokens.at(-1) ?? { kind: 'end', text: '', upper: '', start: text.length, end: text.length };
  }

  peek(ahead = 0): Token {
    return this.#tokens[this.#index + ahead] ?? this.#end;
  }

  take(): Token {
    const token = this.peek();
    this.#index += 1;
    return token;
  }

  /** Where the token before the current one ended: the end of what was just read. */
  get lastEnd(): number {
    return this.#tokens[this.#index - 1]?.end ?? 0;
  }

  get atEnd(): boolean {
    const token = this.peek();
    return token.kind === 'end' || this.isSymbol(';');
  }

  fail(token: Token = this.peek()): never {
    throw new SyntaxProblem(token.start);
  }

  expectEnd(): void {
    if (!this.atEnd) this.fail();
  }

  /** The next words are these, in this order. */
  isWords(...words: readonly string[]): boolean {
    return words.every((word, ahead) => {
      const token = this.peek(ahead);
      return token.kind === 'word' && token.upper === word;
    });
  }

  acceptWords(...words: readonly string[]): boolean {
    if (!this.isWords(...words)) return false;
    this.#index += words.length;
    return true;
  }

  expectWords(...words: readonly string[]): void {
    for (const word of words) if (!this.acceptWords(word)) this.fail();
  }

  /** Which of several keywords comes next; `null` when none does. */
  acceptOneOf<Word extends string>(...words: readonly Word[]): Word | null {
    const found = words.find((word) => this.isWords(word));
    if (found === undefined) return null;
    this.#index += 1;
    return found;
  }

  isSymbol(symbol: string): boolean {
    const token = this.peek();
    return token.kind === 'symbol' && token.text === symbol;
  }

  acceptSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.#index += 1;
    return true;
  }

  expectSymbol(symbol: string): void {
    if (!this.acceptSymbol(symbol)) this.fail();
  }

  /** A name, bare or in backticks. */
  expectName(): string {
    const token = this.peek();
    if (token.kind !== 'word' && token.kind !== 'name') this.fail();
    return this.take().text;
  }

  expectString(): string {
    if (this.peek().kind !== 'string') this.fail();
    return this.take().text;
  }

  acceptString(): string | null {
    return this.peek().kind === 'string' ? this.take().text : null;
  }

  /** Digits, with a sign where one is written. */
  expectNumber(): number {
    const negative = this.acceptSymbol('-');
    if (this.peek().kind !== 'number') this.fail();
    const value = Number(this.take().text);
    return negative ? -value : value;
  }

  /** Skips to the end of the statement: for texts of which nothing but the beginning matters. */
  skipRest(): void {
    while (!this.atEnd) this.#index += 1;
  }
}

/** Repeats `read` for as long as commas follow. */
export function commaList<Item>(cursor: Cursor, read: () => Item): readonly Item[] {
  const items = [read()];
  while (cursor.acceptSymbol(',')) items.push(read());
  return items;
}
