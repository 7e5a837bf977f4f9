/** What the palette finds, and in which order: pure, and quick with tens of thousands of things. */
import type { Action } from '../actions/action.ts';
import type { IconName } from '../../shared/ui/icons.tsx';
import { fuzzyScore } from './fuzzy-score.ts';

export const PALETTE_SECTIONS = [
  'recent',
  'server',
  'cluster',
  'view',
  'clusters',
  'servers',
  'hosts',
  'recoveries',
  'tags',
  'page',
  'settings',
  'search',
] as const;
export type PaletteSection = (typeof PALETTE_SECTIONS)[number];

export interface PaletteItem {
  /** Remembered by it. */
  readonly id: string;
  readonly section: PaletteSection;
  readonly label: string;
  readonly about: string;
  readonly icon: IconName;
  /** An address of the page to go to, or what to do. */
  readonly leadsTo: string | Action;
}

export interface FoundSection {
  readonly section: PaletteSection;
  readonly items: readonly PaletteItem[];
}

/** Of one kind, in what is shown. */
export const MAX_IN_SECTION = 8;
/** Where nothing was typed, only actions are shown, and there is room. */
const MAX_UNASKED = 12;

const ACTIONS: readonly PaletteSection[] = ['server', 'cluster', 'view', 'page', 'settings'];

export function itemOfAction(action: Action): PaletteItem {
  const { id, section, label, about, icon } = action;
  return { id: `do:${id}`, section, label, about, icon, leadsTo: action };
}

/** Before anything is typed: what was chosen last, as far as it is still there, and what can be done. */
export function unaskedItems(items: readonly PaletteItem[], recent: readonly string[]): readonly FoundSection[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  const chosen = recent.flatMap((id) => byId.get(id) ?? []);
  const sections = ACTIONS.map((section): FoundSection => {
    const own = items.filter((item) => item.section === section && !recent.includes(item.id));
    return { section, items: own.slice(0, MAX_UNASKED) };
  });
  return [{ section: 'recent' as const, items: chosen }, ...sections].filter(({ items: some }) => some.length > 0);
}

/** The best of each section, and the section of the best first. */
export function findItems(items: readonly PaletteItem[], text: string): readonly FoundSection[] {
  const scored = new Map<PaletteSection, { readonly item: PaletteItem; readonly score: number }[]>();
  for (const item of items) {
    const score = scoreOf(item, text);
    if (score === null) continue;
    const own = scored.get(item.section);
    if (own === undefined) scored.set(item.section, [{ item, score }]);
    else own.push({ item, score });
  }
  return [...scored]
    .map(([section, own]) => {
      const best = own.toSorted((left, right) => right.score - left.score).slice(0, MAX_IN_SECTION);
      return { section, items: best.map(({ item }) => item), best: best[0]?.score ?? 0 };
    })
    .toSorted((left, right) => tierOf(right.best) - tierOf(left.best) || rank(left.section) - rank(right.section))
    .map(({ section, items: own }) => ({ section, items: own }));
}

/** Scores next to each other say the same of things of different kinds. */
const tierOf = (score: number): number => Math.round(score / 100);

const rank = (section: PaletteSection): number => PALETTE_SECTIONS.indexOf(section);

/** What it is about counts for less than what it is called. */
function scoreOf({ label, about }: PaletteItem, text: string): number | null {
  const own = fuzzyScore(label, text);
  if (own !== null || about === '') return own;
  const besides = fuzzyScore(`${label} ${about}`, text);
  return besides === null ? null : besides / 2;
}
