import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

/** A piece of a declaration's text; `canonicalReference`: what it names. */
interface Token {
  text: string;
  canonicalReference?: string;
}

/** A declaration, as API Extractor writes it into its model. */
export interface Declared {
  kind: string;
  name: string;
  canonicalReference: string;
  docComment?: string;
  excerptTokens: Token[];
  /** The declaration file. */
  fileUrlPath?: string;
  isOptional?: boolean;
  isProtected?: boolean;
  parameters?: { parameterName: string; isOptional: boolean; parameterTypeTokenRange: Range }[];
  propertyTypeTokenRange?: Range;
  members?: Declared[];
}
interface Range {
  startIndex: number;
  endIndex: number;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Parameters: one that is taken apart is in the model twice, as a pattern and as `input`. */
export const parametersOf = ({ parameters = [] }: Declared): NonNullable<Declared['parameters']> =>
  parameters.filter(({ parameterName }) => !/^[{[]/.test(parameterName));

/** What the library's declarations say: its exports, and what these are made of, which is not exported. Takes about four seconds of a processor. */
export function declarations(): Declared[] {
  // Within the clone, from where packages are found.
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.cache/declarations-'));
  try {
    execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json', '--emitDeclarationOnly', '--outDir', folder], { cwd: ROOT }); // biome-ignore format: a line
    return extracted(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function extracted(folder: string): Declared[] {
  const model = join(folder, 'model.api.json');
  const silent = { default: { logLevel: ExtractorLogLevel.None } };
  const compilerOptions = { target: 'es2023', lib: ['es2023'], module: 'nodenext', strict: true, skipLibCheck: true, types: ['node'] };
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: join(folder, 'index.d.ts'),
      compiler: { overrideTsconfig: { compilerOptions, include: [join(folder, 'index.d.ts')] }, skipLibCheck: true },
      apiReport: { enabled: false, reportFileName: 'none.md' },
      docModel: { enabled: true, apiJsonFilePath: model, includeForgottenExports: true },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: { extractorMessageReporting: silent, tsdocMessageReporting: silent },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(ROOT, 'package.json'),
  });
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      // What it has to say of how it went.
      if (message.logLevel === 'info' || message.logLevel === 'verbose') message.handled = true;
    },
  });
  if (!succeeded) throw new Error('the declarations of the library cannot be read');
  return JSON.parse(readFileSync(model, 'utf8')).members[0].members;
} // biome-ignore format: a long line
