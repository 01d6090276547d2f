// Entry point of an exported report: the app over the timeline in the page, read-only.
import { mount } from 'svelte'
import App from '../App.svelte'
import { pagedLines } from '../line-stream.ts'
import { Session } from '../state/session.svelte.ts'
import { readEmbedded } from './embedded.ts'
import { reportHost } from './report-host.ts'
import { words } from '../words/words.svelte.ts'

const target = document.getElementById('app')
if (target)
  showReport(target).catch(
    (error: unknown) => (target.textContent = words.session.reportDamaged(String(error))),
  )

async function showReport(target: HTMLElement): Promise<void> {
  const api = reportHost(await readEmbedded())
  const connection = {
    api,
    readLines: pagedLines(api),
    isOwnAddress: () => true,
    reconnect: () => undefined,
    listen: () => () => undefined,
    watch: (listener: (access: 'connected') => void) => {
      listener('connected')
      return () => undefined
    },
  }
  mount(App, { target, props: { session: new Session(connection) } })
}
