/** What an events file without returns from exceptions leaves open, of those that have exceptions; nothing of others. */
export const withoutReturns = (exceptions: number, returns: number): string[] =>
  exceptions > 0 && returns === 0
    ? [
        'It has no returns from exceptions either: what the kernel executed behind one is counted in the mode of the next event, and the shares of user and kernel are not to be believed.',
      ]
    : [];
