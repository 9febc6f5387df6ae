import { checkFolder } from '../../report/files/write.ts';
import { profileJson } from '../../report/studies/profile/json.ts';
import { profileText } from '../../report/studies/profile/terminal.ts';
import { print, say } from '../../terminal.ts';
import { openTrace } from '../../trace/open.ts';
import { profileTrace } from '../../trace/operations/profile/profile.ts';
import { commandLine } from '../shared/present.ts';
import { withProgress } from '../shared/progress.ts';
import { warnOfCut } from '../shared/warn.ts';
import type { ProfileCommandOptions } from './options.ts';

/** Reads the trace through once, and prints what it is like. */
export async function printProfile(path: string, options: ProfileCommandOptions): Promise<void> {
  const { json, out, line, reuse, ...open } = options;
  if (out !== undefined) await checkFolder(out);
  const profile = await withProgress('read', async ({ onProgress, reads, signal }) => {
    const trace = reads(await openTrace(path, { ...open, details: true, onProgress, signal }));
    const result = await profileTrace(trace, { line: reuse ? line : null, signal });
    warnOfCut(path, trace);
    return result;
  });
  print(json ? profileJson(profile) : profileText(profile));
  if (out === undefined) return;
  const { writeProfile } = await import('../../report/studies/profile/export.ts'); // brings the chart libraries, half a second of start-up
  await writeProfile(out, profile, commandLine());
  say(`report: ${out}/profile.html`);
}
