// What a client says goes to everyone in its room.
module.exports = (app) => new ChatHandler(app)

class ChatHandler {
  constructor(app) {
    this.app = app
  }

  say({ text }, session, next) {
    const channel = this.app.get('channelService').getChannel(session.get('room'), true)
    channel.pushMessage('onSay', { from: session.uid, text }, () => undefined)
    next(null, { code: 200, listeners: channel.getMembers().length })
  }
}
