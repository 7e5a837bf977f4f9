import { useState } from 'react';
import type { ReactElement } from 'react';
import { Button } from '@mantine/core';
import { Link } from 'react-router';
import type { ReadinessView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import classes from './readiness.module.css';

export type Gate = ReadinessView['servers'][number]['gates'][number];

export interface GateListProps {
  readonly gates: readonly Gate[];
  readonly hrefOf: (uid: string) => string;
}

/** Those that are closed with how to open them; the others on demand. */
export function GateList({ gates, hrefOf }: GateListProps): ReactElement {
  const { t } = useWords();
  const [showsOpen, setShowsOpen] = useState(false);
  const closed = gates.filter(({ isOpen }) => !isOpen);
  const open = gates.filter(({ isOpen }) => isOpen);
  return (
    <>
      <ul className={classes.gates}>
        {closed.map((gate) => (
          <GateItem key={gate.code} gate={gate} hrefOf={hrefOf} />
        ))}
        {showsOpen && open.map((gate) => <GateItem key={gate.code} gate={gate} hrefOf={hrefOf} />)}
      </ul>
      {open.length > 0 && (
        <Button variant="subtle" size="compact-xs" aria-expanded={showsOpen} onClick={() => setShowsOpen(!showsOpen)}>
          {t('readiness.openGates', { count: open.length })}
        </Button>
      )}
    </>
  );
}

function GateItem({ gate, hrefOf }: { readonly gate: Gate; readonly hrefOf: GateListProps['hrefOf'] }): ReactElement {
  const { t, message } = useWords();
  const { code, isOpen, why, howToOpen, recovery } = gate;
  return (
    <li data-open={isOpen}>
      <Icon name={isOpen ? 'check' : 'forbidden'} size={16} />
      <div>
        <strong>
          {t(`readiness.gate.${code}`)}
          <span className={classes.state}> {t(isOpen ? 'readiness.opened' : 'readiness.closed')}</span>
        </strong>
        <div>{message(why)}</div>
        {!isOpen && (
          <div className={classes.how}>
            {howToOpen === null ? t('readiness.onlyTime') : t('readiness.how', { how: message(howToOpen) })}
          </div>
        )}
        {!isOpen && recovery !== null && <Link to={hrefOf(recovery)}>{t('readiness.byRecovery')}</Link>}
      </div>
    </li>
  );
}
