import { MAX_PAGE_SIZE } from '@topiary/contract';
import type { Page } from '@topiary/engine';

/** Page after page, until there are no more or `max` are read. */
export async function readPages<Item>(
  read: (page: { readonly page: number; readonly pageSize: number }) => Promise<Page<Item>>,
  max: number,
): Promise<{ readonly items: readonly Item[]; readonly total: number }> {
  const items: Item[] = [];
  for (let page = 0; ; page += 1) {
    const found = await read({ page, pageSize: MAX_PAGE_SIZE });
    items.push(...found.items);
    if (found.items.length < MAX_PAGE_SIZE || items.length >= max)
      return { items: items.slice(0, max), total: found.total };
  }
}
