import { importsOf } from './import-list.ts';
import { isTest } from './source-file.ts';
import type { SourceFile } from './source-file.ts';
import type { Violation } from './violation.ts';

/** A thread has a root of its own: nothing that was constructed in another one comes there. */
const COMPOSITION_ROOTS: ReadonlySet<string> = new Set([
  'apps/server/src/main.ts',
  'apps/server/src/rehearsal/rehearsal-worker.ts',
]);
const ADAPTERS: ReadonlySet<string> = new Set(['@topiary/mysql', '@topiary/store']);

/** Only the composition root constructs adapters, so only it imports more of them than their types. */
export function compositionRootViolations(file: SourceFile): readonly Violation[] {
  if (!file.path.startsWith('apps/server/') || COMPOSITION_ROOTS.has(file.path) || isTest(file.path)) {
    return [];
  }
  return importsOf(file)
    .filter((one) => one.kind !== 'type' && ADAPTERS.has(one.specifier))
    .map((one) => ({
      path: file.path,
      line: one.line,
      message: `imports the adapter "${one.specifier}": only a composition root does (${[...COMPOSITION_ROOTS].join(', ')}); take the engine's port as an argument.`,
    }));
}
