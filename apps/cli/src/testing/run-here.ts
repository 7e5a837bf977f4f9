/**
 * Runs a command in this process, and catches what it prints: the same code as a process of its own runs, without its
 * start. One at a time in a test file; that a process prints and ends as it should is for the tests that start one.
 */
import { runWords } from '../run-words.ts';
import type { CliEnd } from './run-cli.ts';

export async function runHere(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<CliEnd> {
  const before = Object.keys(environment).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, environment);
  const printed = catchOutput();
  try {
    const code = await runWords(words);
    return { code, ...printed.end() };
  } finally {
    printed.end();
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
}

interface Caught {
  end(): { readonly stdout: string; readonly stderr: string };
}

function catchOutput(): Caught {
  const text = { stdout: '', stderr: '' };
  const { log, error } = console;
  const writes = {
    stdout: process.stdout.write.bind(process.stdout),
    stderr: process.stderr.write.bind(process.stderr),
  };
  console.log = (...parts: readonly unknown[]) => void (text.stdout += `${parts.map(String).join(' ')}\n`);
  console.error = (...parts: readonly unknown[]) => void (text.stderr += `${parts.map(String).join(' ')}\n`);
  for (const name of ['stdout', 'stderr'] as const)
    process[name].write = (chunk: string | Uint8Array) => {
      text[name] += String(chunk);
      return true;
    };
  return {
    end() {
      Object.assign(console, { log, error });
      process.stdout.write = writes.stdout;
      process.stderr.write = writes.stderr;
      return text;
    },
  };
}
