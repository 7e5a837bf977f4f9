/** From one server to the question who is to be master in its place, or in its master's. */
import type { ReactElement } from 'react';
import { Button, Text, Title } from '@mantine/core';
import type { ReplaceWish } from '../../shared/moves/replace-wish.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';

export interface ReplaceSectionProps {
  /** `null`: there is nothing to replace from here. */
  readonly wish: ReplaceWish | null;
  readonly onReplace: (wish: ReplaceWish) => void;
}

export function ReplaceSection({ wish, onReplace }: ReplaceSectionProps): ReactElement {
  const { t } = useWords();
  return (
    <section aria-label={t('takeover.section')}>
      <Title order={3} size="h5" mb="xs">
        {t('takeover.section')}
      </Title>
      {wish === null ? (
        <Text size="sm" c="dimmed">
          {t('takeover.notHere')}
        </Text>
      ) : (
        <>
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="star" size={15} />}
            onClick={() => onReplace(wish)}
          >
            {wish.successor === null ? t('takeover.replace') : t('takeover.promote', { master: wish.master })}
          </Button>
          <Text size="xs" c="dimmed" mt={6}>
            {t('takeover.about')}
          </Text>
        </>
      )}
    </section>
  );
}
