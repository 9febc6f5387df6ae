import type { Command } from 'commander';
import { print } from '../terminal.ts';
import { called } from './shared/called.ts';
import { withExamples } from './shared/examples.ts';
import { addReading, GROUPS, TRACE_HELP } from './shared/options.ts';

interface KernelOptions {
  format?: string;
  layout?: string;
  raw?: boolean;
  cpus?: number;
  map?: string;
  beside?: string;
  profile?: string;
  json?: boolean;
}

export function addKernel(program: Command): void {
  const command = program
    .command('kernel')
    .description('What the kernel in a trace does: services, privileged instructions, pages touched. No replay.')
    .argument('<trace>', TRACE_HELP);
  addReading(command)
    .optionsGroup(GROUPS.output)
    .option('--beside <guest>', 'what a guest profile assumes for the same: irix-5.3, or a YAML or JSON file')
    .option(
      '--profile <name>',
      'print a guest profile of this name, measured from the trace; what it has too little of stays as in irix-5.3',
    )
    .option('--json', 'print the result as JSON')
    .action(printKernel);
  withExamples(command, [
    { line: 'disco kernel pmake-mips', shows: 'what Linux on MIPS does during a compile' },
    { line: 'disco kernel shell-mips --beside irix-5.3', shows: 'shell work, beside what is assumed of IRIX' },
    { line: 'disco kernel pmake-mips --profile linux', shows: 'a guest profile, of what can be measured of it' },
  ]);
}

/** The profile whose numbers stay where a recording has none. */
const BASE = 'irix-5.3';

async function printKernel(path: string, { beside, profile: name, json, ...open }: KernelOptions): Promise<void> {
  const { assumedKernel } = await import('../guest/measured/assumed.ts');
  const { kernelProfile } = await import('../guest/measured/index.ts');
  const { loadGuest } = await import('../guest/guest-os.ts');
  const { openTrace } = await import('../trace/open.ts');
  const { kernelJson } = await import('../report/studies/kernel/kernel.ts');
  const { kernelReport } = await import('../report/studies/kernel/terminal.ts');
  const { provenanceOf } = await import('../catalogue/provenance.ts');
  const { UserError } = await import('../errors.ts');
  const { withProgress } = await import('./shared/progress.ts');
  const { commandLine } = await import('./shared/present.ts');
  const { warnOfCut } = await import('./shared/warn.ts');

  for (const [option, given] of Object.entries({ '--beside': beside, '--json': json }))
    if (name !== undefined && given !== undefined)
      throw new UserError(`--profile and ${option}: expected one of them; a profile is a document of its own`);
  const guest = beside === undefined ? undefined : loadGuest(beside);
  const { header, profile } = await withProgress('read', async ({ onProgress, reads, signal }) => {
    const trace = reads(await openTrace(path, { ...open, onProgress, signal }));
    if (trace.header.level === 'user')
      throw new UserError(
        `${called(path)} is a recording of user programs, without a kernel in it; expected a full-system trace, such as pmake-mips`,
      );
    if (name !== undefined && trace.header.only === 'events')
      throw new UserError(
        `--profile: ${called(path)} has events alone: code and pages of services are known by references; expected the whole trace`,
      );
    const read = await kernelProfile(trace, { details: name !== undefined });
    warnOfCut(path, trace);
    return { header: trace.header, profile: read };
  });
  if (name !== undefined) {
    const { measuredProfile } = await import('../guest/measured/profile.ts');
    print(measuredProfile(profile, { name, base: loadGuest(BASE), source: header.source, command: commandLine() }));
    return;
  }
  const assumed = guest === undefined ? undefined : { name: guest.name, profile: await assumedKernel(guest) };
  const { source } = header;
  if (json) {
    const provenance = provenanceOf(header);
    const besides = assumed === undefined ? {} : { beside: { name: assumed.name, ...kernelJson(assumed.profile) } };
    print(
      `${JSON.stringify({ source, provenance: provenance ?? null, ...kernelJson(profile), ...besides }, null, 2)}\n`,
    );
  } else print(kernelReport(header, profile, assumed));
}
