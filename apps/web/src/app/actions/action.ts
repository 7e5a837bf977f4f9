import type { IconName } from '../../shared/ui/icons.tsx';
import type { ShortcutName } from './shortcuts.ts';

/** What an action is about, the nearest first. */
export const ACTION_SECTIONS = ['server', 'cluster', 'view', 'page', 'settings'] as const;
export type ActionSection = (typeof ACTION_SECTIONS)[number];

/** Something that can be done on the page as it is now. */
export interface Action {
  /** The same thing has the same one at any time: it is remembered by it. */
  readonly id: string;
  readonly section: ActionSection;
  /** In the language of the page. */
  readonly label: string;
  /** What it would be done with; '' where the label says all. */
  readonly about: string;
  readonly icon: IconName;
  readonly shortcut: ShortcutName | null;
  /** Why it cannot be done now, as a sentence, or `null`. */
  readonly refusal: string | null;
  readonly run: () => void;
}
