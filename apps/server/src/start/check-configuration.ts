import { checkFiles } from '../config/check/check-files.ts';
import type { ConfigReport } from '../config/check/report.ts';
import type { Environment } from '../config/expand-environment.ts';
import { readTextFile } from './files.ts';

/** With no path: the places where a start looks. Nothing is started, and no server is asked. */
export function checkConfiguration(paths: readonly string[], environment: Environment): ConfigReport {
  const files = paths.length === 0 ? ({ kind: 'search' } as const) : ({ kind: 'files', paths } as const);
  return checkFiles({ files, readText: readTextFile, environment });
}
