import type { EventName } from '../../../replay/counts/event.ts';
import { sceneOf } from './scenes.ts';

/** A sweep in which the event is counted, by each structure. */
export const counting = (event: EventName): string => `disco sweep ${sceneOf(event)} --outputs ${event}`;
