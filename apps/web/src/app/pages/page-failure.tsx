import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { Button } from '@mantine/core';
import { useRouteError } from 'react-router';
import { useWords } from '../../shared/i18n/use-words.ts';
import { useLinkState } from '../../shared/live/live-context.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { isPartNotLoaded } from '../../shared/ui/part-not-loaded.ts';
import { Failure } from '../../shared/ui/states.tsx';
import stateClasses from '../../shared/ui/states.module.css';

/** A page that broke while it was drawn, which is its own error and not one of the server, or that could not be fetched. */
export function PageFailure(): ReactElement {
  const error = useRouteError();
  return isPartNotLoaded(error) ? <NotLoaded /> : <Failure error={error} onRetry={reload} />;
}

/** Browsers keep that a script could not be had, so another try is the whole page anew: once it can be had. */
function NotLoaded(): ReactElement {
  const { t } = useWords();
  const { kind } = useLinkState();
  const wasAway = useRef(false);
  useEffect(() => {
    if (kind === 'disconnected') wasAway.current = true;
    else if (kind !== 'connecting' && wasAway.current) reload();
  }, [kind]);
  return (
    <div className={stateClasses.failure}>
      <Notice mark="critical" role="alert">
        <span>{t('error.notLoaded')}</span>
        {/* While Topiary is away the browser would put its own page in the place of this one. */}
        {kind !== 'disconnected' && (
          <Button size="xs" variant="default" onClick={reload}>
            {t('common.retry')}
          </Button>
        )}
      </Notice>
    </div>
  );
}

function reload(): void {
  window.history.go(0);
}
