import { testSequences } from './play-sequences.ts';

testSequences('mysql');
