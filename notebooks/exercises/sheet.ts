import type { Exercise } from './exercise.ts';

/** All exercises as Markdown to be printed: what each is about, its questions, and a line for each answer. */
export const sheet = (exercises: readonly Exercise[]): string => `# Exercises\n\n${exercises.map(section).join('\n')}`;

const section = ({ number, title, story, questions }: Exercise): string => `## Exercise ${number}: ${title}

${story}
${questions.map(({ ask, unit }, n) => `${n + 1}. ${ask}\n\n   Answer: ........................ ${unit}\n`).join('\n')}`; // biome-ignore format: a template
