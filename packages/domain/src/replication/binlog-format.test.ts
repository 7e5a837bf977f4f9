import { expect, test } from 'vitest';
import { BINLOG_FORMATS, judgeBinlogFormats } from './binlog-format.ts';

test('a replica that logs needs a format at least as strong as its source', () => {
  const refused = BINLOG_FORMATS.flatMap((replicaFormat) =>
    BINLOG_FORMATS.filter(
      (sourceFormat) =>
        judgeBinlogFormats({ replicaFormat, sourceFormat, replicaLogsUpdates: true }).kind === 'refused',
    ).map((sourceFormat) => `${replicaFormat} under ${sourceFormat}`),
  );
  expect(refused).toEqual(['STATEMENT under MIXED', 'STATEMENT under ROW', 'MIXED under ROW']);
});

test('a replica that logs nothing may have any format', () => {
  const verdict = judgeBinlogFormats({ replicaFormat: 'STATEMENT', sourceFormat: 'ROW', replicaLogsUpdates: false });
  expect(verdict).toEqual({ kind: 'allowed' });
});

test('a format that is none of the three leaves the question open, and case does not matter', () => {
  expect(judgeBinlogFormats({ replicaFormat: 'ROW', sourceFormat: 'INHERIT', replicaLogsUpdates: true })).toEqual({
    kind: 'unknown',
  });
  expect(judgeBinlogFormats({ replicaFormat: 'mixed', sourceFormat: 'Row', replicaLogsUpdates: true })).toEqual({
    kind: 'refused',
    replica: 'MIXED',
    source: 'ROW',
  });
});
