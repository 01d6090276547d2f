// Takes orders: asks the catalog for the price, and emits an event for whoever cares.
module.exports = {
  name: 'orders',
  actions: {
    create: {
      params: { product: 'string', count: { type: 'number', integer: true, min: 1 } },
      async handler(context) {
        const { product, count } = context.params
        const cents = await context.call('catalog.price', { id: product })
        const order = { id: String(this.orders.size + 1), product, count, cents: cents * count }
        this.orders.set(order.id, order)
        context.emit('order.created', order)
        return order
      },
    },
    get(context) {
      return this.orders.get(context.params.id) ?? null
    },
  },
  created() {
    this.orders = new Map()
  },
}
