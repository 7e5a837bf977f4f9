import { isTest } from './source-file.ts';
import type { SourceFile } from './source-file.ts';
import type { Violation } from './violation.ts';
import { walk } from './walk.ts';

const RELATIVE = new Set(['url', 'dirname', 'filename', 'resolve']);

/** Where a package may look beside its own source: one assets module each, so that all this can ship as one archive. */
const ASSETS = /^(apps|packages)\/[^/]+\/src\/(.+\/)?assets\.ts$/;
/** Never shipped, or made whole by the bundler. */
const FREE = /^(packages\/tooling\/|apps\/web\/|[^/]+$)/;

/** Files found relative to the source, outside the assets modules. */
export function sourceRelativeViolations(file: SourceFile): readonly Violation[] {
  if (isTest(file.path) || ASSETS.test(file.path) || FREE.test(file.path)) {
    return [];
  }
  const found: Violation[] = [];
  walk(file.program, (node) => {
    const isMeta = node.type === 'MemberExpression' && node.object.type === 'MetaProperty';
    if (isMeta && node.property.type === 'Identifier' && RELATIVE.has(node.property.name)) {
      const message = `looks beside its own source (import.meta.${node.property.name}): only the package's assets.ts does.`;
      found.push({ path: file.path, line: file.lineAt(node.start), message });
    }
  });
  return found;
}
