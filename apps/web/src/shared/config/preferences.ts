/** What this browser remembers about how its user likes to look at things. Kept in local storage where that works. */
import { createContext, use } from 'react';
import type { ClusterId, InstanceId } from '@topiary/contract';
import { useStore } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';

export const LANGUAGES = ['en', 'zh-CN'] as const;
export type UiLanguage = (typeof LANGUAGES)[number];

export const ORIENTATIONS = ['LR', 'TB'] as const;
/** `LR`: masters on the left, replicas to their right. `TB`: masters on top. */
export type Orientation = (typeof ORIENTATIONS)[number];

/** `off`, or the least gravity that is told. */
export const ALERT_LEVELS = ['off', 'critical', 'warning'] as const;
export type AlertLevel = (typeof ALERT_LEVELS)[number];

/** Clusters whose folding is remembered; the one folded longest ago is forgotten first. */
const MAX_REMEMBERED_CLUSTERS = 50;

/** Kept views of the fleet; one more is refused, as nobody wants the oldest to be gone. */
export const MAX_SAVED_VIEWS = 20;
export const MAX_VIEW_NAME_LENGTH = 60;

export interface SavedView {
  /** Trimmed, not empty, and of one view only. */
  readonly name: string;
  /** Of the address, without its question mark. */
  readonly search: string;
}

/** What was opened from the palette; the one opened longest ago is forgotten first. */
const MAX_RECENT = 8;

export interface Preferences {
  /** `null`: as the browser says. */
  readonly language: UiLanguage | null;
  /** More contrast than the system asks for; whoever asks there gets it without this. */
  readonly highContrast: boolean;
  readonly orientation: Orientation;
  readonly legend: boolean;
  readonly minimap: boolean;
  /** Notifications of the browser, and a sound, for what comes up. */
  readonly notifications: AlertLevel;
  readonly sound: AlertLevel;
  readonly fleetViews: readonly SavedView[];
  /** Items of the palette by their ids, the newest first. */
  readonly recent: readonly string[];
  /** Whether cards and edges of a cluster in several data centers say by colour and pattern which. */
  readonly dataCenters: boolean;
  readonly collapsed: readonly { readonly cluster: ClusterId; readonly instances: readonly InstanceId[] }[];
}

const DEFAULTS: Preferences = {
  language: null,
  highContrast: false,
  orientation: 'LR',
  legend: false,
  minimap: true,
  fleetViews: [],
  recent: [],
  dataCenters: true,
  collapsed: [],
  notifications: 'off',
  sound: 'off',
};

export type PreferencesStore = StoreApi<Preferences>;

const STORED_AS = 'topiary.preferences';

/** `onChange` tells of what another tab of this browser wrote: what is chosen in one tab holds in all of them. */
export function createPreferences(
  storage: () => Storage,
  onChange: (listener: (key: string | null) => void) => void = () => undefined,
): PreferencesStore {
  const store = createStore<Preferences>()(
    persist(() => DEFAULTS, { name: STORED_AS, version: 1, storage: createJSONStorage(storage) }),
  );
  onChange((key) => {
    if (key === STORED_AS) void store.persist.rehydrate();
  });
  return store;
}

export function rememberCollapsed(
  preferences: Preferences,
  cluster: ClusterId,
  instances: readonly InstanceId[],
): Pick<Preferences, 'collapsed'> {
  const others = preferences.collapsed.filter((entry) => entry.cluster !== cluster);
  const entries = instances.length === 0 ? others : [...others, { cluster, instances }];
  return { collapsed: entries.slice(-MAX_REMEMBERED_CLUSTERS) };
}

/** Whether a view may be kept under that name: there is room for it, or it takes the place of one. */
export function mayKeepView(views: readonly SavedView[], name: string): boolean {
  const wanted = name.trim();
  if (wanted === '' || wanted.length > MAX_VIEW_NAME_LENGTH) return false;
  return views.length < MAX_SAVED_VIEWS || views.some((one) => one.name === wanted);
}

/** In order of name; one of the same name is replaced. */
export function withView({ fleetViews }: Preferences, view: SavedView): Pick<Preferences, 'fleetViews'> {
  const others = fleetViews.filter(({ name }) => name !== view.name);
  return { fleetViews: [...others, view].toSorted((left, right) => left.name.localeCompare(right.name)) };
}

export function withoutView({ fleetViews }: Preferences, name: string): Pick<Preferences, 'fleetViews'> {
  return { fleetViews: fleetViews.filter((one) => one.name !== name) };
}

export function withRecent({ recent }: Preferences, id: string): Pick<Preferences, 'recent'> {
  return { recent: [id, ...recent.filter((one) => one !== id)].slice(0, MAX_RECENT) };
}

export const PreferencesContext = createContext<PreferencesStore | null>(null);

export function usePreferencesStore(): PreferencesStore {
  const store = use(PreferencesContext);
  if (store === null) throw new Error('usePreferencesStore needs a PreferencesContext above it');
  return store;
}

export function usePreference<Selected>(select: (preferences: Preferences) => Selected): Selected {
  return useStore(usePreferencesStore(), select);
}
