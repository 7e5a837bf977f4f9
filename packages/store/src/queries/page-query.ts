import { assert } from '@topiary/domain';
import { MAX_PAGE_SIZE } from '../bounds.ts';

export interface PageQuery {
  /** From 0. */
  readonly page: number;
  readonly pageSize: number;
}

/** The API checks what people send; a page beyond the bounds that comes this far is a mistake in the program. */
export function assertPage(query: PageQuery): void {
  assert(Number.isSafeInteger(query.page) && query.page >= 0, 'a page is a whole number from 0', query.page);
  assert(
    Number.isSafeInteger(query.pageSize) && query.pageSize >= 1 && query.pageSize <= MAX_PAGE_SIZE,
    `a page has between 1 and ${MAX_PAGE_SIZE} items`,
    query.pageSize,
  );
}
