// Keeps who is in which room.
exports.default = (app) => new ChatRemote(app)

class ChatRemote {
  constructor(app) {
    this.app = app
  }

  async join(name, frontend, room) {
    const channel = this.app.get('channelService').getChannel(room, true)
    channel.pushMessage('onJoin', { name })
    channel.add(name, frontend)
    return channel.getMembers()
  }

  async leave(name, room) {
    const channel = this.app.get('channelService').getChannel(room, false)
    const member = channel && channel.getMember(name)
    if (member) channel.leave(name, member.sid)
  }
}
