// A Moleculer node with an action, or, with the argument `call`, one that calls it.
'use strict'
const { createRequire } = require('module')
const { ServiceBroker } = createRequire(process.env.MOLECULER)('moleculer')
const saturate = require('./saturate.cjs')

const broker = new ServiceBroker({
  namespace: process.env.GROVE_RUN,
  nodeID: process.argv[2],
  logger: false,
  transporter: { type: 'TCP', options: { udpBindAddress: '127.0.0.1', udpPeriod: 1, gossipPeriod: 1 } },
})
const argument = 'x'.repeat(100)
if (process.argv[3] !== 'call')
  broker.createService({ name: 'echo', actions: { say: ({ params }) => params } })
void broker.start().then(async () => {
  if (process.argv[3] !== 'call') return
  await broker.waitForServices('echo')
  saturate(() => broker.call('echo.say', { argument }))
})
