import { valueAt } from '../../config/layers.ts';
import { loadLocated } from '../../config.ts';
import { documentsOf } from '../../replay/structure/documents/compose.ts';
import { STRUCTURES } from '../../replay/structure/presets.ts';
import type { Input } from './input.ts';

/** What the paper's configurations are made of: what these say is of the machine, the guest or the monitor, and of no bar alone. */
const PLAIN = ['irix', 'disco', 'uma'];

const known = new Map<string, readonly Input[]>();

/** What a preset of a structure says of the bar that it is, each value with its source. */
export function presetInputs(preset: string): readonly Input[] {
  const before = known.get(preset);
  if (before !== undefined) return before;
  const inputs = PLAIN.includes(preset) ? [] : ownInputs(preset);
  known.set(preset, inputs);
  return inputs;
}

function ownInputs(preset: string): Input[] {
  const text = (origin: object): string => JSON.stringify(origin);
  const plain = new Set(PLAIN.flatMap((each) => loadLocated(STRUCTURES, each).origins.map(text)));
  const { value, origins } = loadLocated(STRUCTURES, preset);
  const documents = documentsOf(value);
  return origins
    .filter((origin) => !plain.has(text(origin)))
    .map(({ path, kind, source }) => {
      const found = valueAt(documents, path);
      const isScalar = found === null || typeof found === 'number' || typeof found === 'string';
      return { name: path.join('.'), value: isScalar ? found : JSON.stringify(found), kind, source };
    });
}
