/** Every key of the page: the sheet of keys lists them, the palette shows them beside actions, and pages listen to them. */
import { MOVE, MOVE_REPLICAS } from '../../shared/moves/move-actions.ts';
import { REPLACE_KEY } from '../../shared/moves/replace-wish.ts';

/** With Ctrl, or Command on a Mac; also while somebody types. */
export const PALETTE_KEY = 'k';
/** `KeyboardEvent.key` of what the whole page listens to. */
export const FIND_KEY = '/';
export const HELP_KEY = '?';

export const SHORTCUTS = {
  palette: ['Ctrl+K', '⌘K'],
  arrows: ['↑', '↓', '←', '→'],
  ends: ['Home', 'End'],
  open: ['Enter'],
  pick: ['Space'],
  pickMore: ['Shift+↓'],
  move: [MOVE.shortcut],
  moveReplicas: [MOVE_REPLICAS.shortcut],
  replace: [REPLACE_KEY],
  fold: ['+', '−'],
  menu: ['Shift+F10'],
  find: [FIND_KEY],
  fit: ['0'],
  timeStep: ['[', ']'],
  live: ['l'],
  escape: ['Esc'],
  help: [HELP_KEY],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ShortcutName = keyof typeof SHORTCUTS;
export const SHORTCUT_NAMES = Object.keys(SHORTCUTS) as readonly ShortcutName[];
