import type { ReactElement } from 'react';
import { Button, Menu, Text } from '@mantine/core';
import { EXPORT_FORMATS, MAX_EXPORTED_ROWS } from '@topiary/contract';
import type { ExportName, QueryValues } from '@topiary/contract';
import { useApi } from '../api/client-context.tsx';
import { contractLanguage } from '../i18n/i18n.ts';
import { useWords } from '../i18n/use-words.ts';
import { Icon } from './icons.tsx';

export interface ExportMenuProps {
  readonly name: ExportName;
  /** The filter of the list; its page is left out. */
  readonly query: QueryValues;
  /** How many there are. */
  readonly total: number;
}

/** The list as it is filtered, as a file that the server writes: all of it, not the page that is shown. */
export function ExportMenu({ name, query, total }: ExportMenuProps): ReactElement {
  const { t, language, number } = useWords();
  const { client } = useApi();
  const rows = Math.min(total, MAX_EXPORTED_ROWS);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="xs" disabled={total === 0} leftSection={<Icon name="download" size={15} />}>
          {t('export.button')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {EXPORT_FORMATS.map((format) => (
          <Menu.Item
            key={format}
            component="a"
            href={client.exportUrl(name, { ...query, format, language: contractLanguage(language) })}
            download
          >
            {t(`export.${format}`)}
          </Menu.Item>
        ))}
        <Text size="xs" c="dimmed" px="sm" py={4} maw={260}>
          {rows < total
            ? t('export.newest', { rows: number(rows), total: number(total) })
            : t('export.all', { count: rows, shown: number(rows) })}
        </Text>
      </Menu.Dropdown>
    </Menu>
  );
}
