import { existsSync } from 'node:fs';

/** Whether the product is built, as users run it; else its sources are measured, whose stripped types cost a little speed. */
export const compiled: boolean = existsSync(new URL('../dist/replay/replay.js', import.meta.url));
