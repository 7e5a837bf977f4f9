/** Loads configuration from texts, as if they were files. */
import { loadConfiguration } from '../config/load.ts';
import type { Loaded, LoadOptions } from '../config/load.ts';

export interface Texts {
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: LoadOptions['environment'];
  readonly overrides?: LoadOptions['overrides'];
  readonly from?: LoadOptions['files'];
}

export function loadTexts({ files = {}, environment = {}, overrides = {}, from }: Texts): Loaded {
  return loadConfiguration({
    files: from ?? { kind: 'file', path: 'topiary.json' },
    readText: (path) => {
      const text = files[path];
      return text === undefined ? { kind: 'missing' } : { kind: 'text', text };
    },
    environment,
    overrides,
  });
}

export function loadText(text: string, more: Omit<Texts, 'from'> = {}): Loaded {
  return loadTexts({ ...more, files: { 'topiary.json': text, ...more.files } });
}

/** Throws with the problems when it is refused. */
export function loaded(result: Loaded): Extract<Loaded, { readonly kind: 'loaded' }> {
  if (result.kind === 'refused') throw new Error(result.problems.join('\n'));
  return result;
}

export function problemsOf(result: Loaded): readonly string[] {
  return result.kind === 'refused' ? result.problems : [];
}
