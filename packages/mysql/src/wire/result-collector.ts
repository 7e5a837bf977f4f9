/**
 * Puts the events of a running batch together. A server may send the columns of a result and then an error instead of
 * the rows, or nothing for a long time: so a result counts only when the driver has moved on from it.
 */
import type { EventEmitter } from 'node:events';
import type { ResultSet, Row } from '../dialects/result-set.ts';

/** Of the driver's query. */
export type QueryEvents = Pick<EventEmitter, 'on'>;

interface GrowingResult {
  readonly names: readonly string[];
  readonly rows: Row[];
}

export class ResultCollector {
  #query: object = {};
  readonly #received: GrowingResult[] = [];
  #complete = false;

  follow(query: QueryEvents): void {
    this.#query = query;
    query.on('fields', (fields: readonly { readonly name: string }[] | undefined) => {
      this.begin((fields ?? []).map((field) => field.name));
    });
    // A statement without a result set brings a header object here; its empty result is already in place.
    query.on('result', (row: unknown) => {
      if (Array.isArray(row)) this.#received.at(-1)?.rows.push(row);
    });
  }

  /** A result with these columns. */
  begin(names: readonly string[]): void {
    this.#received.push({ names, rows: [] });
  }

  /** The complete ones. */
  get results(): readonly ResultSet[] {
    return this.#complete ? this.#received : this.#received.slice(0, this.#position());
  }

  complete(): void {
    this.#complete = true;
  }

  /**
   * Which statement the driver reads the answer of. It has no public name for that; the contract suite ("missing grants")
   * fails when a new version of the driver calls it otherwise.
   */
  #position(): number {
    const position: unknown = Reflect.get(this.#query, '_resultIndex');
    return typeof position === 'number' ? position : 0;
  }
}
