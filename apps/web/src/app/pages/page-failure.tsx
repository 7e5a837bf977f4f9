import type { ReactElement } from 'react';
import { useRouteError } from 'react-router';
import { Failure } from '../../shared/ui/states.tsx';

/** A page that broke while it was drawn. Its own error, not one of the server. */
export function PageFailure(): ReactElement {
  return <Failure error={useRouteError()} onRetry={() => window.history.go(0)} />;
}
