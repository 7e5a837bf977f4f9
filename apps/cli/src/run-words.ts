/** A command line in either form: orchestrator's, or the one in words. */
import { normaliseArguments } from './arguments.ts';
import { isClassic, runClassic } from './classic/run.ts';
import { helpOf } from './classic/help.ts';
import { EXIT } from './exit.ts';
import { run } from './program.ts';

const COMPLETE = 'complete';

export async function runWords(words: readonly string[]): Promise<number> {
  if (/^--?version$/.test(words[0] ?? '')) {
    const { VERSION } = await import('@topiary/server');
    console.log(VERSION);
    return EXIT.done;
  }
  if (isClassic(words)) return runClassic(words);
  const [first, second] = words;
  const help = first === 'help' && second !== undefined ? helpOf(second) : null;
  if (help !== null) {
    console.log(help);
    return EXIT.done;
  }
  if (first === COMPLETE) return run(words, (await import('./completion.ts')).addCompletion);
  return run(normaliseArguments(words));
}
