import { type AblationPlan, planAblation } from '../../replay/ablation/plan.ts';
import { anything, factsOf } from '../../replay/ablation/trace-facts.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import { ablationPair } from '../../report/ablate.ts';
import { studyOrigin } from '../../report/files/json.ts';
import { checkFolder } from '../../report/files/write.ts';
import { traceNameOf } from '../../report/run/report.ts';
import { type Ablation, ablationOf } from '../../report/studies/ablation/ablation.ts';
import { ablationMarkdown } from '../../report/studies/ablation/markdown.ts';
import { ablationTable } from '../../report/studies/ablation/table.ts';
import { ablationText } from '../../report/studies/ablation/terminal.ts';
import { quoted } from '../../report/text/quoted.ts';
import { integer, plural } from '../../report/text/words.ts';
import { print, say } from '../../terminal.ts';
import type { Trace } from '../../trace/words/trace.ts';
import { runModels, structuresFor } from '../shared/model.ts';
import type { ModelOptions } from '../shared/options.ts';
import { commandLine, written } from '../shared/present.ts';

interface Options extends ModelOptions {
  markdown?: boolean;
}

/** Replays the trace through the monitor with each mechanism off and each alone, all in one reading, and prints what each is worth. */
export async function ablate(path: string, names: readonly string[], options: Options): Promise<void> {
  if (options.out !== undefined) await checkFolder(options.out);
  const [native, full] = ablationPair(structuresFor(path, names, options), `--structures ${names.join(',')}`);
  let plan: AblationPlan | undefined;
  const toReplay = async (trace: Trace, signal: AbortSignal): Promise<readonly Structure[]> => {
    plan = planAblation(native, full, path === '-' ? anything(trace) : await factsOf(trace, full, signal));
    say(`replaying through ${plural(plan.structures.length, 'structure')} in one reading of the trace`);
    return plan.structures;
  };
  const runs = await runModels(path, [native, full], options, { given: names, plan: toReplay });
  const megabytes = process.resourceUsage().maxRSS / 1024; // of KB
  say(`${integer(megabytes)} MB of memory at most`);
  const ablation = ablationOf(plan!, runs);
  const json = { ...studyOrigin([runs[plan!.native], runs[plan!.full]]), ...ablation };
  print(rendered(ablation, json, options));
  if (options.out === undefined) return;
  const { writeStudy } = await import('../../report/files/export-study.ts');
  const { ablationChart } = await import('../../report/studies/ablation/chart.ts');
  const { ablationPage } = await import('../../report/studies/ablation/page.ts');
  const { ablationContent, ablationLive } = await import('../../report/studies/ablation/live.ts');
  const { payloadOf } = await import('../../report/page/payload.ts');
  const trace = traceNameOf(runs[0].trace.header, quoted(path));
  const study = {
    name: 'ablation',
    table: ablationTable.of(ablation),
    chart: ablationChart(ablation, trace),
    json,
    page: ablationPage(ablation, trace, { notes: runs[0].trace.notes, command: commandLine() }),
    payload: () => payloadOf(ablationLive, ablationContent(plan!, runs, trace), runs[0].costs),
  };
  say(written(options.out, await writeStudy(options.out, study, runs, { command: commandLine() })));
}

function rendered(ablation: Ablation, asJson: object, { json, markdown }: Options): string {
  if (json) return `${JSON.stringify(asJson, null, 2)}\n`;
  return markdown ? ablationMarkdown(ablation) : ablationText(ablation);
}
