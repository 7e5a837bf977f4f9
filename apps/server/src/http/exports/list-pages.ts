import { MAX_EXPORTED_ROWS, MAX_PAGE_SIZE } from '@topiary/contract';
import type { Page } from '@topiary/engine';

export interface PageWish {
  readonly page: number;
  readonly pageSize: number;
}

/**
 * The pages of a list that grows at its head while it is read: an item that was pushed onto the next page is not given
 * twice. At most `MAX_EXPORTED_ROWS` items.
 */
export async function* listPages<Item extends { readonly id: number }>(
  first: Page<Item>,
  read: (wish: PageWish) => Promise<Page<Item>>,
): AsyncGenerator<readonly Item[], void, undefined> {
  const given = new Set<number>();
  for (let found = first; ; found = await read({ page: found.page + 1, pageSize: MAX_PAGE_SIZE })) {
    const fresh = found.items.filter(({ id }) => !given.has(id)).slice(0, MAX_EXPORTED_ROWS - given.size);
    for (const { id } of fresh) given.add(id);
    yield fresh;
    const isLast = (found.page + 1) * found.pageSize >= found.total || found.items.length === 0;
    if (isLast || given.size >= MAX_EXPORTED_ROWS) return;
  }
}
