import type { uiKeys } from '../keys/ui.ts';
import { reloaded } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

export const uiExplained: Readonly<Record<keyof typeof uiKeys, KeyExplanation>> = {
  RemoveTextFromHostnameDisplay: reloaded(
    'Text that is cut out of names (host:port) of servers and clusters on cards and in lists of the page, where it stands first.',
    'Names that would be the same or empty stay whole; the domain and the default port that a whole cluster shares are left out of cards anyway.',
  ),
  WebMessage: reloaded('A line at the top of every page.', 'It is shown as text, and not read as HTML.'),
};
