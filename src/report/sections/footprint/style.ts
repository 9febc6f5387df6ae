import { BAR_COLORS, BAR_INK, filled } from '../../draw/theme.ts';
import type { FootprintUse } from './footprint.ts';

/**
 * How each use is drawn: the kernel's in its amber, the monitor crimson, as in the breakdown; a replica next to it in violet; the programs' pages pale,
 * since the figure is not about them. Told apart as the breakdown's colours are.
 */
export const USE_STYLE: Record<FootprintUse, { color: string; ink: string }> = {
  'kernel data': { color: BAR_COLORS.kernel, ink: BAR_INK.kernel },
  'kernel text': { color: BAR_COLORS['kernel stall'], ink: BAR_INK['kernel stall'] },
  'buffer cache': { color: BAR_COLORS.sync, ink: BAR_INK.sync },
  monitor: { color: BAR_COLORS.monitor, ink: BAR_INK.monitor },
  replicas: { color: '#aa66bb', ink: BAR_INK.kernel },
  programs: { color: BAR_COLORS['user stall'], ink: BAR_INK['user stall'] },
  'free lists': { color: BAR_COLORS.idle, ink: BAR_INK.idle },
};

/** Colours of the uses, and their legend. */
export const useColors = (uses: readonly FootprintUse[], legend: object) =>
  filled('use', Object.fromEntries(uses.map((use) => [use, USE_STYLE[use].color])), legend);
