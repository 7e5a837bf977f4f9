/** What came of the hooks that a recovery ran: exit status, time, and what they wrote. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Button, Table } from '@mantine/core';
import { useWords } from '../../shared/i18n/use-words.ts';
import { CodeBlock } from '../../shared/ui/code-block.tsx';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { HOOK_MARKS } from './hook-runs.ts';
import type { HookRun } from './hook-runs.ts';
import classes from './recovery.module.css';

export interface HookRunListProps {
  readonly runs: readonly HookRun[];
  /** Of the recovery, in milliseconds since 1970. */
  readonly begin: number;
}

export function HookRunList({ runs, begin }: HookRunListProps): ReactElement {
  const { t } = useWords();
  return (
    <Table className={classes.runs} aria-label={t('recovery.hookRuns.title')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('recovery.hookRuns.hook')}</Table.Th>
          <Table.Th>{t('recovery.hookRuns.end')}</Table.Th>
          <Table.Th>{t('recovery.hookRuns.began')}</Table.Th>
          <Table.Th>{t('recovery.hookRuns.took')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {runs.map((run) => (
          <Row key={run.key} run={run} begin={begin} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ run, begin }: { readonly run: HookRun; readonly begin: number }): ReactElement {
  const { t, milliseconds, utc } = useWords();
  const [isOpen, setIsOpen] = useState(run.end !== 'ended' && run.output !== '');
  const { list, number, count, command, end, status, startedAt, tookMs, output, isAsynchronous } = run;
  const name = t('recovery.hooks.name', { list, number, count });
  return (
    <Table.Tr>
      <Table.Td>
        <div>{name}</div>
        <code className={classes.command}>{command}</code>
        {output !== '' && (
          <Button variant="subtle" size="compact-xs" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {t('recovery.hookRuns.output')}
          </Button>
        )}
        {isOpen && <CodeBlock text={output} label={t('recovery.hookRuns.outputOf', { name })} />}
      </Table.Td>
      <Table.Td>
        <span className={classes.hookEnd}>
          <MarkIcon mark={HOOK_MARKS[end]} size={15} /> {t(`recovery.hookRuns.ends.${end}`, { status })}
        </span>
        {isAsynchronous && <div className={classes.muted}>{t('recovery.hooks.asynchronous')}</div>}
      </Table.Td>
      <Table.Td className={classes.moment}>
        <time title={utc(startedAt)}>+{milliseconds(startedAt - begin)}</time>
      </Table.Td>
      <Table.Td className={classes.moment}>{milliseconds(tookMs)}</Table.Td>
    </Table.Tr>
  );
}
