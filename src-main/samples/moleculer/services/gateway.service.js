// The shop's HTTP interface.
const ApiGateway = require('moleculer-web')

module.exports = {
  name: 'gateway',
  mixins: [ApiGateway],
  settings: {
    ip: '127.0.0.1',
    port: Number(process.env.PORT || 3000),
    routes: [
      {
        aliases: {
          'GET /products': 'catalog.list',
          'POST /orders': 'orders.create',
          'GET /orders/:id': 'orders.get',
          'GET /mails': 'mail.list',
        },
        bodyParsers: { json: true },
      },
    ],
  },
}
