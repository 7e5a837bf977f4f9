/** A server or a cluster in a list: as short as is wanted, and whole for whoever points at it. */
import type { ReactElement } from 'react';
import { usePageDisplay } from '../config/page-display.ts';
import { shownName } from '../topology/shown-name.ts';

export function ServerName({ name }: { readonly name: string }): ReactElement {
  const shown = shownName(name, usePageDisplay().cutFromNames);
  return shown === name ? <>{name}</> : <span title={name}>{shown}</span>;
}
