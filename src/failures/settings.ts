import type { Structure } from '../replay/structure/structure.ts';

/** Settings of containment. */
interface Contained {
  nodesPerCell?: number | null;
  cellSurvives?: boolean;
}

const of = ({ monitor }: Structure): Contained => (monitor ?? {}) as Contained;

/** Nodes of a cell; null: one monitor, or none. */
export const nodesPerCell = (structure: Structure): number | null => of(structure).nodesPerCell ?? null;

export const cellSurvives = (structure: Structure): boolean => of(structure).cellSurvives ?? false;

/** Node by disk. */
export const disksOnNodes = ({ numa }: Structure): Map<number, number> =>
  new Map(((numa ?? {}) as { disks?: { disk: number; node: number }[] }).disks?.map(({ disk, node }) => [disk, node]));
