/** One or two texts and buttons that register something of them. Addresses are checked before they are sent. */
import { useState } from 'react';
import type { ReactElement, ReactNode, SubmitEvent } from 'react';
import { Group, TextInput } from '@mantine/core';
import { instanceIdOf, parseAddress } from '@topiary/contract';
import type { InstanceId } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';

export interface AddressFormProps {
  readonly label: string;
  readonly first: string;
  /** Absent: one address is all that is asked for. */
  readonly second?: string;
  /** The second text is a name, not an address. */
  readonly isName?: boolean;
  readonly onSubmit: (first: InstanceId, second: string, action: string) => void;
  /** Buttons that submit; the `value` of the pressed one is the action. */
  readonly children: ReactNode;
}

export function AddressForm({ label, first, second, isName, onSubmit, children }: AddressFormProps): ReactElement {
  const { t } = useWords();
  const [texts, setTexts] = useState<readonly [string, string]>(['', '']);
  const [problems, setProblems] = useState<readonly (string | null)[]>([null, null]);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const one = parseAddress(texts[0]);
    const other = second === undefined || isName === true ? null : parseAddress(texts[1]);
    setProblems(
      [one, other].map((parsed) => (parsed === null || parsed.ok ? null : t(`discover.problem.${parsed.problem}`))),
    );
    if (!one.ok || other?.ok === false) return;
    const pressed = event.nativeEvent.submitter;
    onSubmit(
      instanceIdOf(one.address),
      other === null ? texts[1] : instanceIdOf(other.address),
      pressed instanceof HTMLButtonElement ? pressed.value : '',
    );
  };
  return (
    <form onSubmit={submit} noValidate aria-label={label}>
      <Group align="flex-end" gap="xs">
        <TextInput
          size="xs"
          label={first}
          value={texts[0]}
          error={problems[0]}
          spellCheck={false}
          onChange={(event) => setTexts([event.currentTarget.value, texts[1]])}
        />
        {second !== undefined && (
          <TextInput
            size="xs"
            label={second}
            value={texts[1]}
            error={problems[1]}
            spellCheck={false}
            onChange={(event) => setTexts([texts[0], event.currentTarget.value])}
          />
        )}
        {children}
      </Group>
    </form>
  );
}
