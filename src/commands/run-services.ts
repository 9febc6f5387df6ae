import { UserError } from '../errors.ts';
import { loadStructures } from '../replay/presets.ts';
import { serviceRows, vmsOf } from '../report/services.ts';
import { servicesText } from '../report/services-terminal.ts';
import { services } from '../report/tables.ts';
import { checkFolder } from '../report/write.ts';
import { runModels } from './model.ts';
import type { ModelOptions } from './options.ts';
import { commandLine } from './present.ts';

interface Options extends ModelOptions {
  vm?: number;
  paper?: boolean;
}

/** Replays the trace and prints Table 2 for it, as text or JSON; writes it into a folder if one was named. */
export async function printServices(path: string, names: readonly string[], options: Options): Promise<void> {
  const { vm, paper = false, json, out } = options;
  if (out !== undefined) await checkFolder(out);
  const runs = await runModels(path, loadStructures(names, options.set), options);
  const vms = vmsOf(runs);
  if (vm !== undefined && !vms.includes(vm))
    throw new UserError(
      `--vm ${vm}: no such virtual machine ran; there ${vms.length === 1 ? 'is' : 'are'} ${vms.join(', ')}`,
    );
  if (json) process.stdout.write(`${JSON.stringify(serviceRows(runs, { vm, total: true }), null, 2)}\n`);
  else process.stdout.write(servicesText(runs, { paper, vm }));
  if (out === undefined) return;
  const { writeStudy } = await import('../report/export-study.ts');
  const { servicesChart } = await import('../report/services-chart.ts');
  const study = { name: 'services', table: services(runs, { vm, total: true }), chart: servicesChart(runs, { vm }) };
  await writeStudy(out, study, runs, { command: commandLine() });
  console.error(`report: ${out}/services.csv, .arrow, .parquet, .svg, .png`);
}
