// The adapters that come with Grove, by name: what runs inside the foreign programs.
import type { Install } from './adapter.ts'
import { install as installMoleculer } from './moleculer/install.ts'
import { install as installPomelo } from './pomelo/install.ts'

export const INSTALLERS: Readonly<Record<string, Install>> = {
  moleculer: installMoleculer,
  pinus: installPomelo,
  pomelo: installPomelo,
}
