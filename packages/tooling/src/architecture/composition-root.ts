import { importsOf } from './import-list.ts';
import { isTest } from './source-file.ts';
import type { SourceFile } from './source-file.ts';
import type { Violation } from './violation.ts';

const COMPOSITION_ROOT = 'apps/server/src/main.ts';
const ADAPTERS: ReadonlySet<string> = new Set(['@topiary/mysql', '@topiary/store']);

/** Only the composition root constructs adapters, so only it imports more of them than their types. */
export function compositionRootViolations(file: SourceFile): readonly Violation[] {
  if (!file.path.startsWith('apps/server/') || file.path === COMPOSITION_ROOT || isTest(file.path)) {
    return [];
  }
  return importsOf(file)
    .filter((one) => one.kind !== 'type' && ADAPTERS.has(one.specifier))
    .map((one) => ({
      path: file.path,
      line: one.line,
      message: `imports the adapter "${one.specifier}": only ${COMPOSITION_ROOT} does; take the engine's port as an argument.`,
    }));
}
