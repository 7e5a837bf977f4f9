import { testSequences } from './play-sequences.ts';

testSequences('mariadb-11.8');
