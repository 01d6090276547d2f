// Installs the scripts of both worlds in each new document through the DevTools protocol, and carries the preload's IPC.
import { readFileSync } from 'node:fs'
import type { CDPSession, Page } from 'playwright-core'
import { toJson } from './bytes.ts'

const WORLD = 'Electron Isolated Context'
const script = (name: string) => readFileSync(new URL(`./${name}.js`, import.meta.url), 'utf8')

export interface Invocation {
  id: number
  channel: string
  args: unknown[]
  url: string
}

export class IsolatedWorld {
  readonly session: CDPSession
  #context: number | null = null

  /** `invoke` handles the preload's `ipcRenderer.invoke`. */
  static async install(page: Page, preload: string, invoke: (call: Invocation) => Promise<unknown>) {
    const world = new IsolatedWorld(await page.context().newCDPSession(page), invoke)
    await world.session.send('Page.enable')
    await world.session.send('Runtime.enable')
    await world.session.send('Runtime.addBinding', { name: 'standInBinding', executionContextName: WORLD })
    const preloadSource = `${script('preload-world')}
standIn.run((require) => { const module = { exports: {} }, exports = module.exports;
${readFileSync(preload, 'utf8')}
})`
    await world.session.send('Page.addScriptToEvaluateOnNewDocument', { source: script('page-world') })
    await world.session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: preloadSource,
      worldName: WORLD,
    })
    return world
  }

  private constructor(session: CDPSession, invoke: (call: Invocation) => Promise<unknown>) {
    this.session = session
    session.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === WORLD) this.#context = context.id
    })
    session.on('Runtime.executionContextsCleared', () => (this.#context = null))
    session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === 'standInBinding') void this.#answer(JSON.parse(payload), executionContextId, invoke)
    })
  }

  send(channel: string, args: unknown[]): void {
    const context = this.#context
    if (context !== null) this.#run(context, 'deliver', channel, structuredClone(args))
  }

  async #answer(call: Invocation, context: number, invoke: (call: Invocation) => Promise<unknown>) {
    const answer = await invoke(call).then(
      (value) => ({ value: structuredClone(value) }),
      (error: unknown) => ({ error: `Error invoking remote method '${call.channel}': ${String(error)}` }),
    )
    this.#run(context, 'settle', call.id, answer)
  }

  #run(contextId: number, method: 'settle' | 'deliver', ...args: unknown[]): void {
    const expression = `standIn.${method}(${JSON.stringify(toJson(args))})`
    // The document may be gone by now.
    this.session.send('Runtime.evaluate', { expression, contextId }).catch(() => {})
  }
}
