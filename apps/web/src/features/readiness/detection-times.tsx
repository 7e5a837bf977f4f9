import { useState } from 'react';
import type { ReactElement } from 'react';
import { Button } from '@mantine/core';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Detection } from './readiness-facts.ts';
import classes from './readiness.module.css';

/** How long it takes at worst until a failure is sure, by how the server fails, and what would shorten it. */
export function DetectionTimes({ detection }: { readonly detection: Detection }): ReactElement {
  const words = useWords();
  const { t, message } = words;
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button variant="subtle" size="compact-xs" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {t('readiness.detection')}
      </Button>
      {isOpen && (
        <dl className={classes.times}>
          {detection.times.map(({ manner, ms, shorter }) => (
            <div key={manner}>
              <dt>{t(`readiness.manner.${manner}`)}</dt>
              <dd>
                <strong>{ms === null ? t('readiness.unknownTime') : words.milliseconds(ms)}</strong>
                {shorter !== null && <div className={classes.how}>{message(shorter)}</div>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
