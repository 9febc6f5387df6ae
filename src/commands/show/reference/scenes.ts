import type { EventName } from '../../../replay/counts/event.ts';

/** What to replay on what to see something happen, as arguments of `disco sweep`: as short as there is. */
export const SCENES = {
  compile: 'make -s irix,disco',
  sharing: 'radix8 -s irix,disco',
  moves: 'radix8 -s irix,disco --set monitor.hotPages.trigger=16',
  noCoherence: 'radix8 -s dinero',
  splashos: 'radix8 -s splashos',
  turns: 'radix8 -s irix,disco --set monitor.virtualCpus.cpus=4 --set monitor.virtualCpus.quantumInstructions=400k',
  kernel: 'shell-mips -s irix,disco',
  idleKernel: 'pmake-mips -s irix,disco',
  patching: 'make -s disco --set monitor.specialRegisterPage=patched',
  programmed: 'synthetic:pmake -s disco --set monitor.deviceCalls=false',
  disks: 'synthetic:pmake8 -s irix-roundrobin,8vm --warmup 0', // blocks are found in memory while it begins
  network: 'synthetic:pmake8 -s 8vm,8vm-nfs',
  cells: 'synthetic:pmake8 -s 8vm,8vm-cells --warmup 0',
} as const;

/** Where an event happens that does not in the recording of a compile. */
const ELSEWHERE: Partial<Record<EventName, keyof typeof SCENES>> = {
  l2StoreMiss: 'noCoherence',
  remoteRead: 'sharing',
  dirtyRead: 'sharing',
  trueSharingMiss: 'sharing',
  falseSharingMiss: 'sharing',
  localUpgrade: 'sharing',
  remoteUpgrade: 'sharing',
  invalidation: 'sharing',
  hotPage: 'moves',
  migration: 'moves',
  replication: 'moves',
  collapse: 'moves',
  tlbShootdown: 'moves',
  byteCopied: 'moves',
  monitorRefill: 'splashos',
  registerReadEmulated: 'kernel',
  tlbProbeEmulated: 'kernel',
  cacheOperationEmulated: 'kernel',
  interruptControlEmulated: 'kernel',
  waitEmulated: 'idleKernel',
  specialPagePatch: 'patching',
  deviceAccessEmulated: 'programmed',
  virtualCpuSwitch: 'turns',
  diskRequest: 'disks',
  diskSector: 'disks',
  blockMapped: 'disks',
  sectorLogged: 'disks',
  interCellCall: 'cells',
  copyOnWriteFault: 'network',
  networkRemap: 'network',
  nfsRequest: 'network',
  nfsNameRequest: 'network',
};

/** What is replayed to see an event happen. */
export const sceneOf = (event: EventName): string => SCENES[ELSEWHERE[event] ?? 'compile'];

/** Events that happen in no trace that comes along: they take short memory, parts of pages, or messages of a program's own. */
export const UNSEEN: readonly EventName[] = [
  'sectorCopied',
  'sharedPageReclaimed',
  'networkMessage',
  'replicaReclaimed',
];
