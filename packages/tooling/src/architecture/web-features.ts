import path from 'node:path';
import { importsOf } from './import-list.ts';
import { isTest } from './source-file.ts';
import type { SourceFile } from './source-file.ts';
import type { Violation } from './violation.ts';

const SOURCE = 'apps/web/src/';

type Zone =
  | { readonly kind: 'app' }
  | { readonly kind: 'shared' }
  | { readonly kind: 'feature'; readonly name: string };

/** In the page: `app → features → shared`, and no feature knows another. */
export function webFeatureViolations(file: SourceFile): readonly Violation[] {
  const from = zoneOf(file.path);
  if (from === undefined || isTest(file.path)) {
    return [];
  }
  return importsOf(file).flatMap((one) => {
    const to = one.specifier.startsWith('.')
      ? zoneOf(path.posix.join(path.posix.dirname(file.path), one.specifier))
      : undefined;
    const message = to === undefined ? undefined : forbidden(from, to);
    return message === undefined ? [] : [{ path: file.path, line: one.line, message }];
  });
}

/** What lies in no feature and not in `shared/` is part of the app: its entry, routes and providers. */
function zoneOf(file: string): Zone | undefined {
  if (!file.startsWith(SOURCE)) {
    return undefined;
  }
  const [first = '', second = ''] = file.slice(SOURCE.length).split('/');
  if (first === 'features') {
    return { kind: 'feature', name: second };
  }
  return first === 'shared' ? { kind: 'shared' } : { kind: 'app' };
}

function forbidden(from: Zone, to: Zone): string | undefined {
  if (from.kind === 'app' || to.kind === 'shared') {
    return undefined;
  }
  if (from.kind === 'shared') {
    return `shared/ imports from ${to.kind === 'feature' ? `the feature "${to.name}"` : 'the app'}: it may know only itself.`;
  }
  if (to.kind === 'app') {
    return `the feature "${from.name}" imports from the app: what both need belongs in shared/.`;
  }
  return from.name === to.name
    ? undefined
    : `the feature "${from.name}" imports the feature "${to.name}": what both need belongs in shared/.`;
}
