// A Pinus project whose caller calls its callee.
const { pinus } = require('pinus')
const saturate = require(process.env.SATURATE)

const app = pinus.createApp()
const argument = 'x'.repeat(100)
app.start(() => {
  if (app.getServerType() !== 'caller') return
  const timer = setInterval(() => {
    if (!app.rpc?.callee || app.getServersByType('callee').length === 0) return
    clearInterval(timer)
    saturate(() => app.rpc.callee.echoRemote.say.to('callee-1')(argument))
  }, 50)
})
