import type { ReactElement } from 'react';
import { Anchor, Kbd, Modal, Table } from '@mantine/core';
import { useWords } from '../shared/i18n/use-words.ts';
import { SHORTCUTS, SHORTCUT_NAMES } from './actions/shortcuts.ts';

export interface KeyboardHelpProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function KeyboardHelp({ opened, onClose }: KeyboardHelpProps): ReactElement {
  const { t } = useWords();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('help.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Table verticalSpacing={6}>
        <Table.Tbody>
          {SHORTCUT_NAMES.map((what) => (
            <Table.Tr key={what}>
              <Table.Td w={150}>
                {SHORTCUTS[what].map((key) => (
                  <Kbd key={key} mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{t(`help.${what}`)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {/* A page of the server's own, found beside this one. */}
      <Anchor href="api/v1/docs/" target="_blank" size="sm">
        {t('help.api')}
      </Anchor>
    </Modal>
  );
}
