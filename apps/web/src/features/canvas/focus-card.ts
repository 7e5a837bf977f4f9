import type { InstanceId } from '@topiary/contract';

/** Takes the keyboard to a server's card, if it is drawn. */
export function focusCard(id: InstanceId): void {
  document.querySelector<HTMLElement>(`[role="treeitem"][data-instance="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
}
