import type { ReactElement } from 'react';
import { Center, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { useWords } from '../../shared/i18n/use-words.ts';
import { paths } from '../paths.ts';

export function NotFoundPage(): ReactElement {
  const { t } = useWords();
  return (
    <Center p="xl">
      <Stack align="center" gap="xs">
        <title>{t('notFound.title')}</title>
        <Title order={1} size="h3">
          {t('notFound.title')}
        </Title>
        <Text>{t('notFound.text')}</Text>
        <Link to={paths.fleet}>{t('notFound.back')}</Link>
      </Stack>
    </Center>
  );
}
