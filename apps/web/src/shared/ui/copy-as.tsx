/** What is shown, as a command for a terminal: by topiary, or by curl and jq. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Button, Group } from '@mantine/core';
import { useWords } from '../i18n/use-words.ts';
import { copyText } from './copy-text.ts';
import { Icon } from './icons.tsx';

const SHOWN_MS = 1_500;

export interface CopyAsProps {
  readonly cli: string;
  readonly curl: string;
}

export function CopyAs({ cli, curl }: CopyAsProps): ReactElement {
  const { t } = useWords();
  return (
    <Group gap="xs">
      <CopyText label={t('common.copyAsCli')} text={cli} />
      <CopyText label={t('common.copyAsCurl')} text={curl} />
    </Group>
  );
}

function CopyText({ label, text }: { readonly label: string; readonly text: string }): ReactElement {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    setCopied(await copyText(text, document));
    setTimeout(() => setCopied(false), SHOWN_MS);
  };
  return (
    <Button
      size="compact-xs"
      variant="default"
      title={text}
      leftSection={<Icon name={copied ? 'check' : 'copy'} size={14} />}
      onClick={() => void copy()}
    >
      {copied ? t('common.copied') : label}
    </Button>
  );
}
