import { UserError } from '../../errors.ts';

/** For an input without a single reference, of which there is nothing to replay; `truncated`: how it was cut off. */
export const noReference = (name: string, truncated?: string): UserError =>
  new UserError(
    `no record in ${name}: it holds no memory reference${truncated === undefined ? '' : ` (${truncated.split(';')[0]})`}`,
  );
