import { z } from 'zod';

/** A name of a configuration, which heads columns and legends. */
export const label = z.string().max(200);

/** What is said of a configuration, and of where a number comes from. */
export const text = z.string().max(4000);
