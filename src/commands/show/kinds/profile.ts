import { documentKind } from '../document.ts';

export const profileKind = documentKind({
  name: 'profile',
  plural: 'profiles',
  group: 'What you replay it on',
  line: "what a guest's kernel does at each call and fault",
  load: async () => ({ kind: (await import('../../../guest/profile.ts')).GUESTS }),
  entry: async () => ({ command: 'disco services make --paper' }),
});
