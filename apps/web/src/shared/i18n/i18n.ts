/**
 * Two catalogues, `en.json` and `zh-CN.json`, with the same keys (tested). What the server says comes as codes with
 * parameters, and its sentences live in the contract; here are the page's own words only. English comes with the page, every
 * other language when somebody wants it: its file is fetched beside the first script where the browser asks for it.
 */
import i18next from 'i18next';
import type { i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '@topiary/contract';
import type { UiLanguage } from '../config/preferences.ts';
import en from './en.json' with { type: 'json' };

type Catalogue = Readonly<Record<string, unknown>>;
type LateLanguage = Exclude<UiLanguage, 'en'>;

/** How the catalogues are had that do not come with the page. Each rejects while Topiary cannot be reached. */
export type LateCatalogues = Readonly<Record<LateLanguage, () => Promise<Catalogue>>>;

export const LATE_CATALOGUES: LateCatalogues = {
  'zh-CN': async () => (await import('./zh-CN.json', { with: { type: 'json' } })).default,
};

export interface PageTexts {
  readonly i18n: i18n;
  /** What was wanted when the page was opened; what it speaks unless somebody chooses. */
  readonly first: UiLanguage;
  /**
   * Changes to `language` once its texts are there; until then everything stays as it is. Of two wishes the later one
   * holds, whichever texts come first.
   *
   * @returns whether the page now speaks it: not while its texts cannot be had, nor after a later wish
   */
  readonly speak: (language: UiLanguage) => Promise<boolean>;
}

/** Speaks `language` from the start where its texts can be had, else English: a page in another language is better than none. */
export async function createPageTexts(language: UiLanguage, late: LateCatalogues): Promise<PageTexts> {
  const instance = i18next.createInstance();
  await instance.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    // React escapes what it renders.
    interpolation: { escapeValue: false },
  });
  let wished = language;
  async function speak(next: UiLanguage): Promise<boolean> {
    wished = next;
    if (instance.language === next) return true;
    try {
      if (next !== 'en' && !instance.hasResourceBundle(next, 'translation'))
        instance.addResourceBundle(next, 'translation', await late[next]());
    } catch {
      return false;
    }
    if (wished !== next) return false;
    await instance.changeLanguage(next);
    return true;
  }
  await speak(language);
  return { i18n: instance, first: language, speak };
}

/** The first language of the browser's list that there is a catalogue for. */
export function chooseLanguage(wanted: readonly string[]): UiLanguage {
  for (const tag of wanted) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (tag.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}

/** The language of the contract's catalogue that goes with the page's. */
export function contractLanguage(language: string): Language {
  return language.startsWith('zh') ? 'zh' : 'en';
}
