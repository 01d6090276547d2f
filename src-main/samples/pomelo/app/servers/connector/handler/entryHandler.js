// Logs a client in: binds its session, and puts it into its room.
module.exports = (app) => new EntryHandler(app)

class EntryHandler {
  constructor(app) {
    this.app = app
  }

  login({ name, room }, session, next) {
    session.bind(name, (error) => {
      if (error) return next(null, { code: 500, error: String(error) })
      session.set('room', room)
      session.push('room', () => {
        session.on('closed', () => this.app.rpc.chat.chatRemote.leave(room, name, room, () => undefined))
        this.app.rpc.chat.chatRemote.join(room, name, this.app.get('serverId'), room, (failure, members) => {
          if (failure) return next(null, { code: 500, error: String(failure.message || failure) })
          next(null, { code: 200, members })
        })
      })
    })
  }
}
