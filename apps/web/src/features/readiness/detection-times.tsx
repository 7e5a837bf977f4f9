import { useState } from 'react';
import type { ReactElement } from 'react';
import { Button } from '@mantine/core';
import type { ReadinessView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import classes from './readiness.module.css';

type Detection = ReadinessView['servers'][number]['detection'];

/** How long it takes at worst until a failure is sure, by how the server fails, and what would shorten it. */
export function DetectionTimes({ detection }: { readonly detection: Detection }): ReactElement {
  const words = useWords();
  const { t, message } = words;
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <div>{profileText(detection.profile, words)}</div>
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

function profileText(profile: Detection['profile'], { t, milliseconds }: Words): string {
  if (profile.kind === 'grace') return t('readiness.profile.grace', { time: milliseconds(profile.graceMs) });
  return t(`readiness.profile.${profile.kind}`);
}
