import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { temporaryFolder } from '../../../temporary.ts';

const NOTE = 'SYMBOL(mem_map)=8111fd24\\n';

/** Programs that prepare a machine, as scripts that do as if: one package, a disk of zeros, and a guest that tells three symbols. */
const GOOD = {
  'apt-config': 'exit 0',
  'apt-cache':
    'echo linux-image-6.1.0-9-4kc-malta; echo linux-image-6.1.0-50-4kc-malta; echo linux-image-6.1.0-51-octeon',
  'apt-get': `case "$*" in
update) ;;
*--simulate*) echo "Inst busybox-static (1:2 Debian [mipsel])" ;;
*--print-uris*download*linux-image-6.1.0-50-4kc-malta) echo "'http://x/k.deb' k.deb 2 SHA256:0" ;;
*--download-only*) echo b >"$(dirname "$APT_CONFIG")/cache/archives/busybox-static_1%3a2_mipsel.deb" ;;
download*) echo k >k.deb ;;
*) exit 9 ;;
esac`,
  'dpkg-deb': `case "$2" in
*/k.deb) mkdir -p "$3/boot"; echo kernel >"$3/boot/vmlinuz-6.1.0-50-4kc-malta" ;;
*) mkdir -p "$3/bin"; printf '[\\0[[\\0sh\\0\\0' >"$3/bin/busybox" ;;
esac`,
  mke2fs: 'exit 0',
  'qemu-system-mipsel': `for word in "$@"; do case "$word" in
file:*) console=\${word#file:} ;;
*id=disk1*) answers=\${word#*file=}; answers=\${answers%%,*} ;;
*mem-path=*) ram=\${word#*mem-path=}; ram=\${ram%%,*} ;;
esac; done
printf 'disco: the command begins\\n\\ndisco: the command ended with exit code 0\\n' >"$console"
printf '0x00000000 100\\n80100400 T kernel_entry\\n80100400 T schedule\\n80100400 T handle_sys\\n' >"$answers"
printf '\\13\\0\\0\\0\\31\\0\\0\\0\\0\\0\\0\\0VMCOREINFO\\0\\0${NOTE}' >"$ram"`,
} as const;

export type Fake = keyof typeof GOOD;

/** Carries work out where PATH has these programs; `others` do something else instead, null: are not there. */
export async function withFakes<T>(others: Partial<Record<Fake, string | null>>, work: () => Promise<T>): Promise<T> {
  const folder = temporaryFolder('fakes');
  for (const [name, script] of Object.entries({ ...GOOD, ...others })) {
    if (script === null) continue;
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const { PATH, XDG_CACHE_HOME } = process.env;
  const without = (PATH ?? '').split(delimiter).filter((each) => !/(^|\/)s?bin\/?$/.test(each));
  // What scripts use themselves, without the programs that are looked for.
  for (const tool of ['sh', 'mkdir', 'dirname', 'printf', 'sleep', 'tar', 'cat'])
    writeFileSync(join(folder, tool), `#!/bin/sh\nPATH=/usr/bin:/bin exec ${tool} "$@"\n`, { mode: 0o755 });
  Object.assign(process.env, { PATH: [folder, ...without].join(delimiter), XDG_CACHE_HOME: join(folder, 'cache') });
  try {
    return await work();
  } finally {
    process.env.PATH = PATH;
    if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
  }
}
