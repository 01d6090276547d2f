// All texts of the window in English, by room.
import { ENGLISH } from '../../src-main/timeline/index.ts'
import { accessDenied } from './en/access-denied.ts'
import { address } from './en/address.ts'
import { appearance } from './en/appearance.ts'
import { calls } from './en/calls.ts'
import { call } from './en/call.ts'
import { cluster } from './en/cluster.ts'
import { commands } from './en/commands.ts'
import { compare } from './en/compare.ts'
import { debugging } from './en/debugging.ts'
import { desktop } from './en/desktop.ts'
import { drawing } from './en/drawing.ts'
import { drop } from './en/drop.ts'
import { events } from './en/events.ts'
import { exporting } from './en/exporting.ts'
import { faults } from './en/faults.ts'
import { findings } from './en/findings.ts'
import { header } from './en/header.ts'
import { help } from './en/help.ts'
import { home } from './en/home.ts'
import { installSample } from './en/install-sample.ts'
import { logs } from './en/logs.ts'
import { map } from './en/map.ts'
import { newProject } from './en/new-project.ts'
import { notes } from './en/notes.ts'
import { openRequest } from './en/open-request.ts'
import { overview } from './en/overview.ts'
import { palette } from './en/palette.ts'
import { picker } from './en/picker.ts'
import { preview } from './en/preview.ts'
import { problems } from './en/problems.ts'
import { selection } from './en/selection.ts'
import { sequence } from './en/sequence.ts'
import { server } from './en/server.ts'
import { serverList } from './en/server-list.ts'
import { session } from './en/session.ts'
import { state } from './en/state.ts'
import { status } from './en/status.ts'
import { timeline } from './en/timeline.ts'
import { transport } from './en/transport.ts'
import { ui } from './en/ui.ts'
import { verdict } from './en/verdict.ts'

export const en = {
  accessDenied,
  address,
  appearance,
  calls,
  call,
  cluster,
  commands,
  compare,
  debugging,
  desktop,
  drawing,
  drop,
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
  /** What the timeline says: verdicts, facts, chapters. */
  sentences: ENGLISH,
  sequence,
  server,
  serverList,
  session,
  state,
  status,
  timeline,
  transport,
  ui,
  verdict,
}

/** The texts of one language. A text with values is a function. */
export type Words = typeof en
