// The products of the shop. Every node has all of them.
const { Errors } = require('moleculer')

const PRODUCTS = new Map([
  ['apple', { id: 'apple', cents: 40 }],
  ['pear', { id: 'pear', cents: 55 }],
  ['quince', { id: 'quince', cents: 120 }],
])

module.exports = {
  name: 'catalog',
  actions: {
    list: () => [...PRODUCTS.values()],
    price: {
      params: { id: 'string' },
      handler: ({ params }) => {
        const product = PRODUCTS.get(params.id)
        if (!product)
          throw new Errors.MoleculerClientError(`There is no product "${params.id}".`, 404, 'NO_SUCH_PRODUCT')
        return product.cents
      },
    },
  },
}
