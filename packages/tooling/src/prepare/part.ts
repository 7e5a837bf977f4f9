/** What tests and the demo need beyond the packages. Each is looked for, fetched or made on its own. */
export type PartName = 'mysql' | 'mariadb' | 'chromium' | 'pages';

export const PART_NAMES: readonly PartName[] = ['mysql', 'mariadb', 'chromium', 'pages'];

export type Part =
  | { readonly kind: 'ready'; readonly name: PartName }
  /** `sentence` says what is missing and how to get it. */
  | { readonly kind: 'missing'; readonly name: PartName; readonly sentence: string };

export const PART_LABELS: Readonly<Record<PartName, string>> = {
  mysql: 'MySQL server',
  mariadb: 'MariaDB server',
  chromium: 'Chromium',
  pages: 'web pages',
};
