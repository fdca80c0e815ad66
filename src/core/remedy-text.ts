/** @file A finding's remedy as it is printed: a command that no test of ours runs is said to be advice. */
import type { Finding } from './report.ts';

const ADVICE = 'The command is advice: our tests do not run it.';

export const remedyText = ({ remedy, command }: Pick<Finding, 'remedy' | 'command'>): string =>
  command === undefined || command.tried ? remedy : `${remedy} ${ADVICE}`;
