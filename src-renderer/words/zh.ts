// All texts of the window in Simplified Chinese, by room.
import { accessDenied } from './zh/access-denied.ts'
import { calls } from './zh/calls.ts'
import { call } from './zh/call.ts'
import { cluster } from './zh/cluster.ts'
import { commands } from './zh/commands.ts'
import { compare } from './zh/compare.ts'
import { debugging } from './zh/debugging.ts'
import { drawing } from './zh/drawing.ts'
import { events } from './zh/events.ts'
import { exporting } from './zh/exporting.ts'
import { faults } from './zh/faults.ts'
import { findings } from './zh/findings.ts'
import { header } from './zh/header.ts'
import { help } from './zh/help.ts'
import { home } from './zh/home.ts'
import { installSample } from './zh/install-sample.ts'
import { logs } from './zh/logs.ts'
import { map } from './zh/map.ts'
import { newProject } from './zh/new-project.ts'
import { notes } from './zh/notes.ts'
import { openRequest } from './zh/open-request.ts'
import { overview } from './zh/overview.ts'
import { palette } from './zh/palette.ts'
import { picker } from './zh/picker.ts'
import { preview } from './zh/preview.ts'
import { problems } from './zh/problems.ts'
import { selection } from './zh/selection.ts'
import { sequence } from './zh/sequence.ts'
import { server } from './zh/server.ts'
import { serverList } from './zh/server-list.ts'
import { state } from './zh/state.ts'
import { status } from './zh/status.ts'
import { timeline } from './zh/timeline.ts'
import { transport } from './zh/transport.ts'
import { ui } from './zh/ui.ts'
import { verdict } from './zh/verdict.ts'
import type { Words } from './en.ts'

export const zh: Words = {
  accessDenied,
  calls,
  call,
  cluster,
  commands,
  compare,
  debugging,
  drawing,
  events,
  exporting,
  faults,
  findings,
  header,
  help,
  home,
  installSample,
  logs,
  map,
  newProject,
  notes,
  openRequest,
  overview,
  palette,
  picker,
  preview,
  problems,
  selection,
  sequence,
  server,
  serverList,
  state,
  status,
  timeline,
  transport,
  ui,
  verdict,
}
