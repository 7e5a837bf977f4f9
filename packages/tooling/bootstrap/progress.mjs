// Silence means "done quickly": a task says that it is running only once it has run for two seconds, and then at intervals.

const FIRST_WORD_MS = 2_000;
const NEXT_WORD_MS = 10_000;

/**
 * @typedef {(detail: string) => void} SayDetail replaces the detail shown with the next progress line
 */

/**
 * Runs a task and shows that it is under way.
 *
 * @template T
 * @param {string} label what is being done, as the start of a sentence
 * @param {(say: SayDetail) => Promise<T>} task
 * @returns {Promise<T>}
 */
export async function withProgress(label, task) {
  const startedAt = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  let detail = '';
  let spoken = false;
  const speak = () => {
    console.log(`${label} … ${seconds()}${detail === '' ? '' : ` (${detail})`}`);
    spoken = true;
  };
  const first = setTimeout(speak, FIRST_WORD_MS);
  const next = setInterval(speak, NEXT_WORD_MS);
  try {
    const result = await task((text) => {
      detail = text;
    });
    if (spoken) {
      console.log(`${label}: took ${seconds()}`);
    }
    return result;
  } finally {
    clearTimeout(first);
    clearInterval(next);
  }
}
