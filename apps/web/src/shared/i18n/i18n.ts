/**
 * Two catalogues, `en.json` and `zh-CN.json`, with the same keys (tested). What the server says comes as codes with
 * parameters, and its sentences live in the contract; here are the page's own words only.
 */
import i18next from 'i18next';
import type { i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '@topiary/contract';
import { LANGUAGES } from '../config/preferences.ts';
import type { UiLanguage } from '../config/preferences.ts';
import en from './en.json' with { type: 'json' };
import zhCN from './zh-CN.json' with { type: 'json' };

export async function createI18n(language: UiLanguage): Promise<i18n> {
  const instance = i18next.createInstance();
  await instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, 'zh-CN': { translation: zhCN } },
    // React escapes what it renders.
    interpolation: { escapeValue: false },
  });
  return instance;
}

/** The first language of the browser's list that there is a catalogue for. */
export function chooseLanguage(wanted: readonly string[]): UiLanguage {
  for (const tag of wanted) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (tag.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}

export function isUiLanguage(text: string): text is UiLanguage {
  return LANGUAGES.some((language) => language === text);
}

/** The language of the contract's catalogue that goes with the page's. */
export function contractLanguage(language: string): Language {
  return language.startsWith('zh') ? 'zh' : 'en';
}
