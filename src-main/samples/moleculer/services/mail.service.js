// Sends a mail for each order; here it only remembers them.
module.exports = {
  name: 'mail',
  actions: {
    list() {
      return this.mails
    },
  },
  events: {
    'order.created'(context) {
      this.mails.push(`Order ${context.params.id}: ${context.params.count} x ${context.params.product}`)
    },
  },
  created() {
    this.mails = []
  },
}
