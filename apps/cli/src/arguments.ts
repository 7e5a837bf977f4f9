/**
 * orchestrator is started as `orchestrator --config=FILE http`, with flags in Go's manner: one dash or two, and before the
 * word. This turns such a line into `serve --config FILE`; every other line stays as it is.
 */

const SERVE_WORDS: readonly string[] = ['http', 'serve'];
/** Flags of orchestrator that are accepted so that an existing unit file starts. `value`: the next word belongs to it. */
const LEADING_FLAGS: Readonly<Record<string, 'value' | 'switch'>> = {
  config: 'value',
  debug: 'switch',
  verbose: 'switch',
  quiet: 'switch',
  stack: 'switch',
};

export function normaliseArguments(words: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const flag = /^--?([a-z][a-z-]*)(?:=(.*))?$/s.exec(word);
    if (flag === null)
      return SERVE_WORDS.includes(word) ? ['serve', ...kept, ...words.slice(at + 1).map(longFlag)] : words;
    const [, name = '', value] = flag;
    const kind = LEADING_FLAGS[name];
    if (kind === undefined) return words;
    if (name === 'debug' && value !== 'false') kept.push('--debug');
    if (kind === 'value') {
      kept.push(`--${name}`, value ?? words[at + 1] ?? '');
      if (value === undefined) at += 1;
    }
  }
  return words;
}

/** `-config` after the word. */
function longFlag(word: string): string {
  return /^-config(?:=|$)/.test(word) ? `-${word}` : word;
}
