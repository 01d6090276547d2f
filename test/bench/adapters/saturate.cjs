// Makes calls as fast as it can, so many at a time, and writes its progress into the file that a variable names.
'use strict'
const { rename, writeFile } = require('fs')

const { IN_FLIGHT = '50', PROGRESS } = process.env

module.exports = function saturate(call) {
  let calls = 0
  const loop = async () => {
    for (;;) {
      await call()
      calls++
    }
  }
  for (let n = 0; n < Number(IN_FLIGHT); n++) void loop()
  setInterval(() => {
    const { user, system } = process.cpuUsage()
    const text = JSON.stringify({ calls, at: Date.now(), cpu: (user + system) / 1_000 })
    writeFile(`${PROGRESS}.new`, text, () => rename(`${PROGRESS}.new`, PROGRESS, () => {}))
  }, 100)
}
