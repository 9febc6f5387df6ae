import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathOf, ROOT } from '../documents.ts';

/** `disco` is the program of the sources, in a copy of theirs; CLONE is where these are; `npm` starts it from any folder as it does in the clone. */
const functions = (program: string): string => `
disco() { "${process.execPath}" "${program}" "$@"; }
npm() {
  case "$*" in
    start | "start "*) shift; disco start "$@" ;;
    "run -s disco -- "*) shift 4; disco "$@" ;;
    *) command npm "$@" ;;
  esac
}
`;

/** What changes the sources is done in a copy of these. */
const SOURCES = ['src', 'traces', 'package.json', 'package-lock.json', 'tsconfig.json'];
/** What only who does not watch a terminal is told while it goes on. */
const PROGRESS = /^[\w-]+: \d+ of \d+ replays, .* left\n/gm;

/** Programs in a folder can import the package, which is the sources. */
export function installIn(folder: string): void {
  const place = join(folder, 'node_modules/disco-replay');
  mkdirSync(place, { recursive: true });
  symlinkSync(pathOf('src'), join(place, 'src'));
  writeFileSync(join(place, 'package.json'), '{ "type": "module", "exports": "./src/index.ts" }');
}

/** A shell in a folder of its own that has nothing but the package: what a command leaves there, where it goes and what it exports is there for the next one. */
export class Shell {
  readonly #place = mkdtempSync(join(tmpdir(), 'disco-documents-'));
  readonly #folder = join(this.#place, 'work');

  constructor(inCopy = false) {
    mkdirSync(this.#folder);
    if (inCopy) {
      for (const name of SOURCES) cpSync(pathOf(name), join(this.#folder, name), { recursive: true });
      symlinkSync(pathOf('node_modules'), join(this.#folder, 'node_modules'));
    } else installIn(this.#folder);
    writeFileSync(
      join(this.#place, 'functions'),
      functions(inCopy ? join(this.#folder, 'src/cli.ts') : pathOf('src/cli.ts')),
    );
    writeFileSync(join(this.#place, 'exported'), '');
    writeFileSync(join(this.#place, 'went'), this.#folder);
  }

  /** What a command prints, on both of its outputs, and its exit code. */
  type(command: string): Promise<{ code: number; printed: string }> {
    const script = `. '${this.#place}/functions'; . '${this.#place}/exported'; cd "$(cat '${this.#place}/went')"
{ ${command}
} 2>&1
code=$?; export -p >'${this.#place}/exported'; pwd >'${this.#place}/went'; exit $code`;
    return new Promise((resolve) => {
      const env = { ...process.env, CLONE: ROOT.replace(/\/$/, '') };
      execFile('bash', ['-c', script], { cwd: this.#folder, env, maxBuffer: 2 ** 26 }, (error, printed) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), printed: printed.replaceAll(PROGRESS, '') }),
      );
    });
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.#folder, file)), { recursive: true });
    writeFileSync(join(this.#folder, file), text);
  }

  end(): void {
    rmSync(this.#place, { recursive: true, force: true });
  }
}
