/** The keys of the catalogue as a type, so that a text that does not exist fails the build. */
import type en from './en.json';

type WithoutPlural<Key extends string> = Key extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : Key;

type Leaves<Tree, Prefix extends string> = {
  [Key in keyof Tree & string]: Tree[Key] extends string
    ? `${Prefix}${WithoutPlural<Key>}`
    : Leaves<Tree[Key], `${Prefix}${Key}.`>;
}[keyof Tree & string];

export type TextKey = Leaves<typeof en, ''>;
export type TextParameters = Readonly<Record<string, string | number>>;
/** i18next's own types for this cost the compiler seconds; these cost nothing. */
export type Translate = (key: TextKey, parameters?: TextParameters) => string;
