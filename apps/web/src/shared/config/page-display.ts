/** How this installation wants things to be shown; it came with the page. */
import { createContext, use } from 'react';
import type { PageDisplay } from '@topiary/contract';

export const PLAIN_DISPLAY: PageDisplay = { cutFromNames: '' };

export const PageDisplayContext = createContext<PageDisplay>(PLAIN_DISPLAY);

export function usePageDisplay(): PageDisplay {
  return use(PageDisplayContext);
}
