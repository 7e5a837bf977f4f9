import type { ReactElement, ReactNode } from 'react';
import { Stack, Title } from '@mantine/core';

export interface SectionProps {
  readonly title: string;
  readonly children: ReactNode;
}

export function Section({ title, children }: SectionProps): ReactElement {
  return (
    <Stack component="section" gap="xs" aria-label={title}>
      <Title order={3} size="h6">
        {title}
      </Title>
      {children}
    </Stack>
  );
}
