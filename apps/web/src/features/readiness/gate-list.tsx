import { useState } from 'react';
import type { ReactElement } from 'react';
import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import type { Barrier } from './readiness-facts.ts';
import classes from './readiness.module.css';

export interface GateListProps {
  readonly gates: readonly Barrier[];
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
      {(closed.length > 0 || showsOpen) && (
        <ul className={classes.gates}>
          {closed.map((gate) => (
            <GateItem key={gate.key} gate={gate} hrefOf={hrefOf} />
          ))}
          {showsOpen && open.map((gate) => <GateItem key={gate.key} gate={gate} hrefOf={hrefOf} />)}
        </ul>
      )}
      {open.length > 0 && (
        <Button variant="subtle" size="compact-xs" aria-expanded={showsOpen} onClick={() => setShowsOpen(!showsOpen)}>
          {t('readiness.openGates', { count: open.length })}
        </Button>
      )}
    </>
  );
}

interface GateItemProps extends Pick<GateListProps, 'hrefOf'> {
  readonly gate: Barrier;
}

function GateItem({ gate, hrefOf }: GateItemProps): ReactElement {
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
        {!isOpen && <HowToOpen gate={gate} howToOpen={howToOpen} />}
        {!isOpen && recovery !== null && <Link to={hrefOf(recovery)}>{t('readiness.byRecovery')}</Link>}
      </div>
    </li>
  );
}

/** That no plan can be made says itself what has to be otherwise. */
function HowToOpen({ gate: { code }, howToOpen }: Pick<GateItemProps, 'gate'> & Pick<Barrier, 'howToOpen'>) {
  const { t, message } = useWords();
  if (howToOpen === null && code === 'plan') return null;
  return (
    <div className={classes.how}>
      {howToOpen === null ? t('readiness.onlyTime') : t('readiness.how', { how: message(howToOpen) })}
    </div>
  );
}
