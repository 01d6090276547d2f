// The service that chat servers call to deliver a message to this connector's clients.
import { defineService } from 'grove-cluster'
import type { ChatLine } from '../../../services.ts'
import { deliver } from '../clients.ts'

const makePush = () => ({
  async deliver(line: ChatLine): Promise<void> {
    deliver(line)
  },
})

export type PushService = ReturnType<typeof makePush>

export default defineService(makePush)
