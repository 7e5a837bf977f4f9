import { useState } from 'react';
import type { ReactElement } from 'react';
import { ActionIcon, Tooltip } from '@mantine/core';
import { useWords } from '../i18n/use-words.ts';
import { copyText } from './copy-text.ts';
import { Icon } from './icons.tsx';

const SHOWN_MS = 1_500;

export interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
}

export function CopyButton({ text, label }: CopyButtonProps): ReactElement {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    setCopied(await copyText(text, document));
    setTimeout(() => setCopied(false), SHOWN_MS);
  };
  const name = copied ? t('common.copied') : t('common.copy', { what: label });
  return (
    <Tooltip label={name}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={name} onClick={() => void copy()}>
        <Icon name={copied ? 'check' : 'copy'} size={15} />
      </ActionIcon>
    </Tooltip>
  );
}
