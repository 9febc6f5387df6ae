import { UserError } from '../../errors.ts';
import { studyOrigin } from '../../report/files/json.ts';
import { checkFolder } from '../../report/files/write.ts';
import { reportOf } from '../../report/run/report.ts';
import { serviceRows, vmsOf } from '../../report/sections/services/services.ts';
import { servicesTable } from '../../report/sections/services/table.ts';
import { servicesText } from '../../report/sections/services/terminal.ts';
import { quoted } from '../../report/text/quoted.ts';
import { print, say } from '../../terminal.ts';
import { runModels, structuresFor } from '../shared/model.ts';
import type { ModelOptions } from '../shared/options.ts';
import { commandLine, written } from '../shared/present.ts';

interface Options extends ModelOptions {
  vm?: number;
  paper?: boolean;
}

/** Replays the trace and prints Table 2 for it, as text or JSON; writes it into a folder if one was named. */
export async function printServices(path: string, names: readonly string[], options: Options): Promise<void> {
  const { vm, paper = false, json, out } = options;
  if (out !== undefined) await checkFolder(out);
  const runs = await runModels(path, structuresFor(path, names, options), options, { given: names });
  const trace = quoted(path);
  const report = reportOf(runs, { command: commandLine(), trace });
  const vms = vmsOf(runs);
  if (vm !== undefined && !vms.includes(vm))
    throw new UserError(
      `--vm ${vm}: no such virtual machine ran; there ${vms.length === 1 ? 'is' : 'are'} ${vms.join(', ')}`,
    );
  const rows = serviceRows(report, { vm, total: true });
  if (json) print(`${JSON.stringify(rows, null, 2)}\n`);
  else print(servicesText(report, { paper, vm }));
  if (out === undefined) return;
  const { writeStudy } = await import('../../report/files/export-study.ts');
  const { ofTrace } = await import('../../report/draw/layout.ts');
  const { WIDE } = await import('../../report/draw/theme.ts');
  const { servicesChart } = await import('../../report/sections/services/chart.ts');
  const { servicesStudyPage } = await import('../../report/studies/services/page.ts');
  const { servicesContent, servicesLive } = await import('../../report/studies/services/live.ts');
  const { payloadOf } = await import('../../report/page/payload.ts');
  const study = {
    name: 'services',
    table: servicesTable.of(report, { vm, total: true }),
    chart: ofTrace(servicesChart(report, WIDE, { vm }), report.traceName, WIDE),
    json: { ...studyOrigin(runs), rows },
    page: servicesStudyPage(report, { vm, total: true }),
    payload: () => payloadOf(servicesLive, servicesContent(runs, { vm, total: true }, trace), runs[0].costs),
  };
  say(written(out, await writeStudy(out, study, runs, { command: commandLine() })));
}
