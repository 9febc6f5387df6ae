import type { Subject } from '../case.ts';
import { damagedText } from '../damage.ts';

const SETTINGS = [
  ...[
    'tlb.entries=128',
    'cache.l2.sizeBytes=256KiB',
    'cache.l1d.ways=4',
    'cpus=8',
    'nodes=4',
    'page.bytes=16KiB',
    'run.seed=7',
  ],
  ...[
    'remoteMemory=2700ns',
    'clock=200MHz',
    'localMemory=300',
    'monitor.secondLevelTlb.entries=4096',
    'vms=[1,2]',
    'guest=none',
  ],
];
const AXES = [
  'tlb.entries=32,64,128',
  'remoteMemory=300ns..3us:100ns',
  'tlb.entries=32..512:log5',
  'clock=200..3200:log5',
  'cache.l1d.ways=1..8:x2',
];
const LOSSES = ['node=0', 'cpu=0', 'disk=0', 'memory=0:0-4MB', 'node=0,1'];
const CLOCKS = ['50%', '200k', '1.5M', '0', '100%'];
const NUMBERS = ['200k', '1M', '100refs', '0', '4096', '5', '1/3'];
const TRACE = '0,1,u,I,400000,4,\n0,1,u,L,10000,4,\n1,1,u,S,10000,4,\n';

/** What stands on the command line: settings, axes, numbers, names. */
export const SETTINGS_AND_AXES: Subject = {
  name: 'settings',
  draw(chance) {
    const damaged = (list: readonly string[]): string =>
      damagedText(chance, chance.pick(list), list).replaceAll('\0', '');
    const command = chance.pick<() => string[]>([
      () => ['replay', 't.csv', '--structure', chance.pick(['flash', 'disco']), `--set=${damaged(SETTINGS)}`],
      () => ['sweep', 't.csv', '--plan', `--vary=${damaged(AXES)}`],
      () => ['sweep', 't.csv', '--plan', `--vary=${damaged(AXES)}`, `--set=${damaged(SETTINGS)}`],
      () => ['sweep', 't.csv', '--plan', `--memory=${damaged(['1GiB', '64MiB'])}`, `--portion=${damaged(NUMBERS)}`],
      () => ['sweep', 't.csv', '--plan', `--name=${damaged(['mine'])}`, `--zip=${damaged(['tlb.entries,clock'])}`],
      () => ['replay', 't.csv', `--warmup=${damaged(NUMBERS)}`],
      () => ['replay', 't.csv', `--structure=${damaged(['flash', 'irix', 't.csv'])}`],
      () => ['failures', 't.csv', `--lose=${damaged(LOSSES)}`, `--at=${damaged(CLOCKS)}`, '--structures=disco'],
      () => [
        'failures',
        't.csv',
        '--set',
        damaged(['recovery.detection=20ms', 'recovery.repair=2days', 'recovery.nodeFailures=0.5']),
        '--structures=disco',
      ],
      () => ['failures', 't.csv', `--cells=${damaged(['one,1', '2', '4'])}`, '--structures=disco'],
      () => ['trace', 'head', 't.csv', `-n=${damaged(NUMBERS)}`],
      () => ['trace', 'convert', 't.csv', damaged(['out.csv.zst', 'out.arrow', 'out.din'])],
      () => ['show', damaged(['structure', 'costs', 'study']), damaged(['flash', 'disco'])],
    ])();
    return { files: { 't.csv': Buffer.from(TRACE) }, commands: [command] };
  },
};
