/** What the program's exit codes say; `test/reference/commands.test.ts` looks for others in the sources. */
export const EXIT_CODES: Readonly<Record<number, string>> = {
  0: 'The command did what it was asked to do.',
  1: 'A check that was asked for did not hold (`disco diff --exit-code`, `disco reproduce --leave-one-out`). Or the program itself has a fault: it then prints where.',
  2: 'Something in the input is wrong: an option, a setting, a file, a trace. The message on standard error says what, where, and what was expected.',
  130: 'The command was interrupted (Ctrl-C, or SIGTERM where it handles that). The message says whether something was written; what was written is whole.',
  143: '`disco worker` was told to end by SIGTERM.',
};
