import { FLOORS } from '../../floors.ts';
import { fromData } from '../block.ts';

const WIDTH = 120;

/** Folders of src/ from the top floor to the ground; one that others stand between is named by its own rooms there. */
export function chain(floors: readonly string[] = FLOORS): string {
  const rooms = floors.filter((floor) => /^src\/[^/.]+(?:\/|$)/.test(floor)).map((floor) => floor.split('/').slice(1));
  const groups: { name: string; inner: string[] }[] = [];
  for (const [name, ...inner] of rooms) {
    if (groups.at(-1)?.name !== name) groups.push({ name, inner: [] });
    groups.at(-1)!.inner.push(inner.join('/'));
  }
  const divided = ({ name, inner }: (typeof groups)[number]): boolean =>
    !inner.includes('') && groups.filter((group) => group.name === name).length > 1;
  return groups.map((group) => (divided(group) ? `\`${group.name}/{${group.inner.join(',')}}\`` : `\`${group.name}\``)).join(' → '); // biome-ignore format: a line
}

/** In lines of at most so many characters. */
function layers(): string {
  const lines = [''];
  for (const word of chain().split(/(?<=→) /)) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.join('\n');
}

/** The chain of rooms that imports go down. */
export const LAYERS = fromData({ layers });
