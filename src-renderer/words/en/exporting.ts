// English: the texts of exports and of what is recorded.
import type { ExportFormat, RunSummary } from '../../../src-main/contract/index.ts'

const formats: Record<ExportFormat, string> = {
  ndjson: 'Timeline (.ndjson)',
  html: 'Report (.html)',
  'chrome-trace': 'Chrome trace (.json)',
  pcapng: 'Packets (.pcapng)',
  mermaid: 'Mermaid diagram (.mmd)',
  svg: 'Drawing (.svg)',
  png: 'Picture (.png)',
  csv: 'Table (.csv)',
}
const descriptions: Record<ExportFormat, string> = {
  ndjson: 'Everything; can be opened in Grove',
  html: 'This view in one file, for any browser',
  'chrome-trace': 'For Perfetto and DevTools',
  pcapng: 'For Wireshark',
  mermaid: 'For a README or an issue',
  svg: 'A sequence diagram',
  png: 'The same diagram in pixels',
  csv: 'For spreadsheets',
}
const levels: Record<RunSummary['tap'], string> = { full: 'everything', head: 'no bodies', off: 'nothing' }

export const exporting = {
  formats,
  descriptions,
  exportAs: (format: string) => `Export: ${format}`,
  record: (level: RunSummary['tap']) => `Record of RPC packets: ${levels[level]}`,
  recordDescription: {
    full: 'Calls with their arguments and results',
    head: 'Caller, method and duration of each call',
    off: 'No RPC packets; the control plane is always recorded',
  },
  title: 'Export',
  onlyFiltered: 'Only filtered events',
  onlyInView: 'Only the time in view',
  range: (from: string, to: string) => `${from} to ${to}`,
  cancel: 'Cancel export',
  exporting: 'Exporting…',
  read: (percent: number) => `${percent} % read`,
  written: (bytes: string) => `${bytes} written`,
  writing: 'Writing…',
  recordTitle: 'How much of RPC packets is recorded',
  rpc: (level: string) => `RPC: ${level}`,
}
