/** What each line of a list would bring, or brought: the result first, then what is there, then what to do about it. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Button, Center, Table } from '@mantine/core';
import { Link } from 'react-router';
import type { ClusterId, ImportLineView, ImportVerdict } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { ProbeFailure } from '../../shared/probe/probe-failure.tsx';
import type { Mark } from '../../shared/topology/severity.ts';
import { CodeBlock } from '../../shared/ui/code-block.tsx';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { registersSomething } from './import-counts.ts';
import classes from './import.module.css';

const ROWS_AT_ONCE = 100;

const MARKS: Readonly<Record<ImportVerdict, Mark>> = {
  new: 'ok',
  added: 'ok',
  known: 'info',
  unreachable: 'critical',
  ignored: 'unknown',
  forgotten: 'unknown',
  twice: 'unknown',
  wrong: 'critical',
  'not-looked-at': 'warning',
};

export interface ImportTableProps {
  readonly lines: readonly ImportLineView[];
  readonly hrefOf: (cluster: ClusterId) => string;
}

export function ImportTable({ lines, hrefOf }: ImportTableProps): ReactElement {
  const { t } = useWords();
  const [shown, setShown] = useState(ROWS_AT_ONCE);
  const hidden = lines.length - shown;
  return (
    <div className={classes.scroll}>
      <Table className={classes.table} verticalSpacing={6} aria-label={t('import.table')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={classes.number}>{t('import.line')}</Table.Th>
            <Table.Th>{t('table.server')}</Table.Th>
            <Table.Th>{t('import.result')}</Table.Th>
            <Table.Th>{t('import.there')}</Table.Th>
            <Table.Th>{t('fleet.cluster')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.slice(0, shown).map((line) => (
            <Row key={line.line} line={line} hrefOf={hrefOf} />
          ))}
        </Table.Tbody>
      </Table>
      {hidden > 0 && (
        <Center p="sm">
          <Button variant="default" size="xs" onClick={() => setShown(shown + ROWS_AT_ONCE)}>
            {t('fleet.showMore', { count: Math.min(hidden, ROWS_AT_ONCE), rest: hidden })}
          </Button>
        </Center>
      )}
    </div>
  );
}

function Row({ line, hrefOf }: { readonly line: ImportLineView } & Pick<ImportTableProps, 'hrefOf'>): ReactElement {
  const { t } = useWords();
  const { cluster, verdict } = line;
  const mark = MARKS[verdict] === 'ok' && line.grants.length > 0 ? 'warning' : MARKS[verdict];
  return (
    <Table.Tr>
      <Table.Td className={classes.number}>{line.line}</Table.Td>
      <Table.Td className={classes.server}>{line.instance ?? <code>{line.text}</code>}</Table.Td>
      <Table.Td>
        <span className={classes.verdict}>
          <MarkIcon mark={mark} size={16} /> {t(`import.verdict.${verdict}`)}
        </span>
      </Table.Td>
      <Table.Td>
        <Found line={line} />
      </Table.Td>
      <Table.Td className={classes.server}>
        {cluster !== null && (verdict === 'new' ? cluster.name : <Link to={hrefOf(cluster.id)}>{cluster.name}</Link>)}
        {cluster === null && verdict === 'new' && <span className={classes.quiet}>{t('import.newCluster')}</span>}
      </Table.Td>
    </Table.Tr>
  );
}

function Found({ line }: { readonly line: ImportLineView }): ReactElement {
  const words = useWords();
  const { t } = words;
  const { server, failure, grants, notes, registers } = line;
  return (
    <div className={classes.found}>
      {server !== null && (
        <div>
          {t(`flavor.${server.flavor}`)} {server.version}, {t('import.callsItself', { name: server.ownName })}
          {server.replicatesFrom.length > 0 && (
            <>, {t('import.replicatesFrom', { sources: server.replicatesFrom.join(', ') })}</>
          )}
        </div>
      )}
      {failure !== null && <ProbeFailure failure={failure} />}
      {notes.map((note) => (
        <div key={note.code}>{words.message(note)}</div>
      ))}
      {grants.map(({ fact, grant }) => (
        <div key={fact}>
          {t(`unreadable.${fact}`)}
          <CodeBlock text={grant} label={t('instance.grant')} />
        </div>
      ))}
      {registersSomething(line) && (
        <div className={classes.quiet}>
          {t('import.registers')}{' '}
          {[...registers.tags, ...registers.pools.map((pool) => t('import.pool', { pool }))]
            .concat(registers.promotionRule === null ? [] : t('import.rule', { rule: registers.promotionRule }))
            .join(', ')}
        </div>
      )}
    </div>
  );
}
