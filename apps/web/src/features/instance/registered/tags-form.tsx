import { useState } from 'react';
import type { ReactElement, SubmitEvent } from 'react';
import { Group, Pill, Text, TextInput } from '@mantine/core';
import { formatTag, parseTag, say } from '@topiary/contract';
import type { InstanceId, RegisteredView } from '@topiary/contract';
import { contractLanguage } from '../../../shared/i18n/i18n.ts';
import { useWords } from '../../../shared/i18n/use-words.ts';
import type { Register } from '../../../shared/registry/use-register.ts';
import { RegisterButton } from '../../../shared/registry/register-button.tsx';
import { Section } from './section.tsx';

const NAME_LIMIT = 100;

export interface TagsFormProps {
  readonly instance: InstanceId;
  readonly register: Register;
  readonly tags: RegisteredView['tags'];
}

export function TagsForm({ instance, register, tags }: TagsFormProps): ReactElement {
  const { t, language } = useWords();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const tag = parseTag(text);
    if (!tag.ok) {
      const refusal = { code: `tag-${tag.problem}`, params: { limit: NAME_LIMIT } } as const;
      return setProblem(say(refusal, contractLanguage(language)));
    }
    register.run({ kind: 'set-tag', instance, name: tag.name, value: tag.value ?? '' }, () => setText(''));
  };
  return (
    <Section title={t('registered.tags')}>
      {tags.length === 0 ? (
        <Text size="sm">{t('instance.none')}</Text>
      ) : (
        <Group gap="xs">
          {tags.map((tag) => (
            <Pill
              key={tag.name}
              withRemoveButton={register.refusal === null}
              removeButtonProps={{
                'aria-label': t('registered.removeTag', { tag: formatTag(tag) }),
                'aria-hidden': false,
              }}
              onRemove={() => register.run({ kind: 'remove-tag', instance, name: tag.name })}
            >
              {formatTag(tag)}
            </Pill>
          ))}
        </Group>
      )}
      <form onSubmit={submit} noValidate aria-label={t('registered.tags')}>
        <Group align="flex-start" gap="xs" wrap="nowrap">
          <TextInput
            flex={1}
            size="xs"
            aria-label={t('registered.newTag')}
            placeholder={t('registered.tagExample')}
            value={text}
            error={problem}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => {
              setText(event.currentTarget.value);
              setProblem(null);
            }}
          />
          <RegisterButton register={register}>{t('registered.addTag')}</RegisterButton>
        </Group>
      </form>
    </Section>
  );
}
