/** @file A process that tries mutants by their seeds, one message each, until it is killed. */
import { runHere } from '../cli/run.ts';
import { mutant } from './mutate.ts';
import { outcomeOf } from './outcome.ts';

process.on('message', (seed: number) => {
  void outcomeOf(mutant(seed), runHere).then((outcome) => process.send!(outcome));
});
