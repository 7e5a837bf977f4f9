/**
 * MySQL from 8.4 to 9.x and the calendar series (26.x) that follows it. 8.4 removed the old words and changed no other;
 * 9.7 removed variables that nothing here asks for. Source: spec/dialects §1, §2, §14.
 */
import type { Generation } from '../generation.ts';
import { MYSQL_82 } from '../mysql-8.0/words.ts';
import type { MysqlWords } from '../mysql/words.ts';

export const MYSQL_84: MysqlWords = { ...MYSQL_82, name: 'mysql-8.4' };

export const mysql84: readonly Generation<MysqlWords>[] = [{ since: [8, 4, 0], value: MYSQL_84 }];
