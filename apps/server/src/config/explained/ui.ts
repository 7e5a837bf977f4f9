import type { uiKeys } from '../keys/ui.ts';
import { withoutEffect } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

export const uiExplained: Readonly<Record<keyof typeof uiKeys, KeyExplanation>> = {
  RemoveTextFromHostnameDisplay: withoutEffect(
    'Text that is cut out of the host names on the page.',
    'The page shows names as they are, without the port where that is the default.',
  ),
  WebMessage: withoutEffect('A line at the top of every page.', 'The page does not show it yet.'),
};
