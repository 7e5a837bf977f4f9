import type { Translate } from './text-key.ts';

/** What is said again and again are the few hundred texts of the page, and durations. */
const MAX_REMEMBERED = 2_000;

/**
 * i18next takes about 15 µs to find and fill a text, and a large cluster needs some thousand of them for one change. For
 * a `translate` that never answers otherwise, which that of one language does.
 */
export function rememberWords(translate: Translate): Translate {
  const said = new Map<string, string>();
  return (key, parameters) => {
    const asked = parameters === undefined ? key : key + JSON.stringify(parameters);
    const known = said.get(asked);
    if (known !== undefined) return known;
    const text = translate(key, parameters);
    if (said.size >= MAX_REMEMBERED) said.clear();
    said.set(asked, text);
    return text;
  };
}
