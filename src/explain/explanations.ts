import type { MechanismKey } from '../replay/ablation/mechanisms.ts';
import type { Explanation } from './form/explanation.ts';
import { hotPages } from './mechanisms/hot-pages.ts';
import { secondLevelTlb } from './mechanisms/second-level-tlb.ts';
import { specialRegisterPage } from './mechanisms/special-register-page.ts';

/** How each mechanism is shown, in the order of a lecture. */
export const EXPLANATIONS: Readonly<Partial<Record<MechanismKey, Explanation>>> = {
  'second-level-tlb': secondLevelTlb,
  'special-register-page': specialRegisterPage,
  'hot-pages': hotPages,
};
