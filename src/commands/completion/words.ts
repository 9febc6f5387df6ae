/** Words of a command line up to the cursor, as a shell would take them; the last is the one at the cursor, perhaps empty. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let n = 0; n < line.length; n++) {
    const character = line[n];
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (character === '\\' && quote === '"' && /["\\$`]/.test(line[n + 1] ?? '')) word += line[++n];
      else word += character;
    } else if (character === "'" || character === '"') quote = character;
    else if (character === '\\') word += line[++n] ?? '';
    else if (character === ' ' || character === '\t') {
      if (word !== '' || n > 0) words.push(word);
      word = '';
    } else word += character;
  }
  return [...words.filter((each) => each !== ''), word];
}
