// Calls a node of the example bus.
'use strict'
const { Node } = require(process.env.BUS)
const saturate = require('./saturate.cjs')

const node = new Node('caller')
const argument = 'x'.repeat(100)
void node.listen(0).then(() => {
  node.dial(Number(process.argv[2]))
  const timer = setInterval(() => {
    const [peer] = node.peers.keys()
    if (peer === undefined) return
    clearInterval(timer)
    saturate(() => node.call(peer, 'greet', argument))
  }, 20)
})
