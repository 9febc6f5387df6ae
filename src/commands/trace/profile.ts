import { UserError } from '../../errors.ts';
import { checkFolder } from '../../report/files/write.ts';
import { traceNameOf } from '../../report/run/report.ts';
import { eventsJson, eventsText } from '../../report/studies/events/terminal.ts';
import { profileJson } from '../../report/studies/profile/json.ts';
import { profileText } from '../../report/studies/profile/terminal.ts';
import { quoted } from '../../report/text/quoted.ts';
import { print, say } from '../../terminal.ts';
import { openTrace } from '../../trace/open.ts';
import { eventProfile } from '../../trace/operations/events/events.ts';
import { profileTrace } from '../../trace/operations/profile/profile.ts';
import { called } from '../shared/called.ts';
import { commandLine } from '../shared/present.ts';
import { withProgress } from '../shared/progress.ts';
import { warnOfCut } from '../shared/warn.ts';
import type { ProfileCommandOptions } from './options.ts';

/** Reads the trace through once, and prints what it is like. */
export async function printProfile(path: string, options: ProfileCommandOptions): Promise<void> {
  const { json, out, line, reuse, ...open } = options;
  if (out !== undefined) await checkFolder(out);
  const found = await withProgress('read', async ({ onProgress, reads, signal }) => {
    const trace = reads(await openTrace(path, { ...open, details: true, onProgress, signal }));
    const ofEvents = trace.header.only === 'events';
    if (ofEvents && out !== undefined)
      throw new UserError(
        `--out: ${called(path)} has events alone, of which there is a text and, with --json, numbers, but no page; leave --out out`,
      );
    const result = ofEvents
      ? { events: await eventProfile(trace, { signal }) }
      : { profile: await profileTrace(trace, { line: reuse ? line : null, signal }) };
    warnOfCut(path, trace);
    return result;
  });
  if (found.events !== undefined) {
    print(json ? eventsJson(found.events) : eventsText(found.events));
    return;
  }
  const { profile } = found;
  print(json ? profileJson(profile) : profileText(profile));
  if (out === undefined) return;
  const { writeProfile } = await import('../../report/studies/profile/export.ts'); // brings the chart libraries, half a second of start-up
  await writeProfile(out, profile, traceNameOf(profile.header, quoted(path)), commandLine());
  say(`report: ${out}/profile.html`);
}
