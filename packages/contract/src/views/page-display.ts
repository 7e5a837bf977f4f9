/** How the page shows things, written into the page itself, so that nothing is drawn twice. */
import { z } from 'zod';

/** Of the element of the page that holds it. */
export const PAGE_DISPLAY_ID = 'topiary-page-display';

export const pageDisplay = z.object({
  /** Left out of names of servers where they are many; '': nothing is. */
  cutFromNames: z.string(),
});

export type PageDisplay = z.output<typeof pageDisplay>;
