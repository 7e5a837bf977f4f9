/** Who did what, when, from where, and how it ended. A row with a plan opens to show it whole. */
import { Fragment, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { ActionIcon, Table, VisuallyHidden } from '@mantine/core';
import { Link } from 'react-router';
import type { AuditEntryView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { actionName } from './audit-actions.ts';
import classes from './audit.module.css';

export interface AuditLinks {
  readonly cluster: (entry: AuditEntryView) => string | null;
  readonly instance: (entry: AuditEntryView) => string | null;
  readonly plan: (entry: AuditEntryView) => string | null;
}

export interface AuditTableProps {
  readonly entries: readonly AuditEntryView[];
  readonly links: AuditLinks;
  /** The plan of an entry, drawn by whoever knows plans. */
  readonly renderPlan: (entry: AuditEntryView) => ReactNode;
}

const RESULT_MARKS = { ok: 'ok', failed: 'critical', refused: 'warning' } as const;

export function AuditTable({ entries, links, renderPlan }: AuditTableProps): ReactElement {
  const { t } = useWords();
  return (
    <Table className={classes.table} verticalSpacing={8} aria-label={t('audit.title')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>
            <VisuallyHidden>{t('audit.details')}</VisuallyHidden>
          </Table.Th>
          <Table.Th>{t('audit.when')}</Table.Th>
          <Table.Th>{t('audit.who')}</Table.Th>
          <Table.Th>{t('audit.what')}</Table.Th>
          <Table.Th>{t('audit.where')}</Table.Th>
          <Table.Th>{t('audit.result')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} links={links} renderPlan={renderPlan} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Entry({
  entry,
  links,
  renderPlan,
}: Omit<AuditTableProps, 'entries'> & { readonly entry: AuditEntryView }): ReactElement {
  const words = useWords();
  const { t } = words;
  const [open, setOpen] = useState(false);
  return (
    <Fragment>
      <Table.Tr className={classes.row}>
        <Table.Td className={classes.expand}>
          {entry.plan !== null && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-expanded={open}
              aria-label={t('audit.showPlan', { plan: entry.plan })}
              onClick={() => setOpen(!open)}
            >
              <Icon name={open ? 'chevronDown' : 'chevronRight'} />
            </ActionIcon>
          )}
        </Table.Td>
        <Table.Td className={classes.time}>
          <time title={words.utc(entry.at)}>{words.time(entry.at)}</time>
        </Table.Td>
        <Table.Td>
          <div className={classes.user}>{entry.actor.user}</div>
          {/* It has no address but its own name, and is nobody who came by some way. */}
          {entry.actor.via !== 'engine' && (
            <div className={classes.from}>
              {t('audit.from', { address: entry.actor.address, via: t(`via.${entry.actor.via}`) })}
            </div>
          )}
        </Table.Td>
        <Table.Td>
          <div className={classes.action}>{actionName(entry.action, t)}</div>
          <div className={classes.summary}>{words.messages(entry.summary)}</div>
        </Table.Td>
        <Table.Td>
          <LinkOrText label={t('fleet.cluster')} href={links.cluster(entry)} text={entry.clusterName} />
          <LinkOrText label={t('table.server')} href={links.instance(entry)} text={entry.instance} />
          <PlanLink href={links.plan(entry)} plan={entry.plan} />
        </Table.Td>
        <Table.Td>
          <span className={classes.result}>
            <MarkIcon mark={RESULT_MARKS[entry.result]} size={16} /> {t(`result.${entry.result}`)}
          </span>
        </Table.Td>
      </Table.Tr>
      {open && (
        <Table.Tr>
          <Table.Td colSpan={6} className={classes.detail}>
            {renderPlan(entry)}
          </Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  );
}

/** Its number is for programs: seen when it is pointed at, and heard. */
function PlanLink({
  href,
  plan,
}: {
  readonly href: string | null;
  readonly plan: AuditEntryView['plan'];
}): ReactElement | null {
  const { t } = useWords();
  if (plan === null || href === null) return null;
  const whole = t('audit.plan', { plan });
  return (
    <div className={classes.place}>
      <Link to={href} title={whole} aria-label={whole}>
        {t('audit.planLink')}
      </Link>
    </div>
  );
}

function LinkOrText({
  label,
  href,
  text,
}: {
  readonly label: string;
  readonly href: string | null;
  readonly text: string | null;
}): ReactElement | null {
  if (text === null) return null;
  return (
    <div className={classes.place}>
      <span className={classes.from}>{label} </span>
      {href === null ? text : <Link to={href}>{text}</Link>}
    </div>
  );
}
