const WHOLE = 1_000;
const START = 800;
const WORD_START = 600;
const WITHIN = 400;
const SCATTERED = 100;
/** Letters apart from each other mean something only where there are some of them. */
const MIN_SCATTERED = 3;

/**
 * How well a text fits what was typed: every word of it has to be there, or its letters in their order. The larger the
 * better; `null`: not at all. Upper and lower case are one.
 */
export function fuzzyScore(text: string, typed: string): number | null {
  const own = text.toLowerCase();
  const words = typed.toLowerCase().match(/\S+/g) ?? [];
  let sum = 0;
  for (const word of words) {
    const score = wordScore(own, word);
    if (score === null) return null;
    sum += score;
  }
  // Of two texts that hold the same, the shorter one is meant.
  return words.length === 0 ? 0 : sum / words.length - Math.min(99, own.length) / 100;
}

function wordScore(text: string, word: string): number | null {
  if (text === word) return WHOLE;
  const at = text.indexOf(word);
  if (at === 0) return START;
  if (at > 0) return isWordStart(text, word) ? WORD_START : WITHIN;
  return word.length < MIN_SCATTERED ? null : scatteredScore(text, word);
}

function isWordStart(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))) return true;
  }
  return false;
}

/** At least half of what lies between the first letter and the last has to be the word's. */
function scatteredScore(text: string, word: string): number | null {
  const first = text.indexOf(word.charAt(0));
  let at = first;
  for (let letter = 0; letter < word.length; letter += 1) {
    const next = text.indexOf(word.charAt(letter), at);
    if (next === -1) return null;
    at = next + 1;
  }
  const length = at - first;
  return length > word.length * 2 ? null : (SCATTERED * word.length) / length;
}
