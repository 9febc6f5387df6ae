import { clockMarkers } from './clock.ts';
import { contextMarkers } from './context.ts';
import { deviceMarkers } from './devices.ts';
import { memoryMarkers } from './memory.ts';
import type { Handler, Parts } from './parts.ts';

export type { Handler } from './parts.ts';

/** Types of markers there can be. */
const MARKERS = 64;

/** What each marker does, by its type; those that say nothing to a machine do nothing. */
export function handlersOf(parts: Parts): readonly Handler[] {
  const handlers: Handler[] = new Array<Handler>(MARKERS).fill(() => {});
  for (const group of [clockMarkers, contextMarkers, memoryMarkers, deviceMarkers])
    for (const [type, handler] of Object.entries(group(parts))) handlers[Number(type)] = handler;
  return handlers;
}
