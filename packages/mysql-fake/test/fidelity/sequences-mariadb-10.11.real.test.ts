import { testSequences } from './play-sequences.ts';

testSequences('mariadb-10.11');
