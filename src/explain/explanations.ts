import type { MechanismKey } from '../replay/ablation/mechanisms.ts';
import type { Explanation } from './form/explanation.ts';
import { affinity } from './mechanisms/affinity.ts';
import { bufferFreeList } from './mechanisms/buffer-free-list.ts';
import { copyOnWriteDisks } from './mechanisms/copy-on-write-disks.ts';
import { deviceCalls } from './mechanisms/device-calls.ts';
import { freedPages } from './mechanisms/freed-pages.ts';
import { hotPages } from './mechanisms/hot-pages.ts';
import { readyEntries } from './mechanisms/ready-entries.ts';
import { remapCall } from './mechanisms/remap-call.ts';
import { replicatedCode } from './mechanisms/replicated-code.ts';
import { secondLevelTlb } from './mechanisms/second-level-tlb.ts';
import { specialRegisterPage } from './mechanisms/special-register-page.ts';
import { subnetRemap } from './mechanisms/subnet-remap.ts';
import { zeroedPages } from './mechanisms/zeroed-pages.ts';

/** How each mechanism is shown, in the order of a lecture. */
export const EXPLANATIONS: Readonly<Record<MechanismKey, Explanation>> = {
  'second-level-tlb': secondLevelTlb,
  'special-register-page': specialRegisterPage,
  'ready-entries': readyEntries,
  affinity,
  'hot-pages': hotPages,
  'replicated-code': replicatedCode,
  'copy-on-write-disks': copyOnWriteDisks,
  'zeroed-pages': zeroedPages,
  'freed-pages': freedPages,
  'device-calls': deviceCalls,
  'subnet-remap': subnetRemap,
  'remap-call': remapCall,
  'buffer-free-list': bufferFreeList,
};
