// A customer: looks at the products, orders one of each, is refused what is not there, and waits for the mails.
// `node client.js http://127.0.0.1:3000` exits with code 0 if the shop does what it should.
const assert = require('node:assert/strict')
const { setTimeout: delay } = require('node:timers/promises')

const shop = process.argv[2] || `http://127.0.0.1:${process.env.PORT || 3000}`

async function request(path, options) {
  const response = await fetch(shop + path, options)
  return { status: response.status, body: await response.json() }
}

function order(product, count) {
  const headers = { 'content-type': 'application/json' }
  return request('/orders', { method: 'POST', headers, body: JSON.stringify({ product, count }) })
}

/**
 * Nodes find each other within seconds. Until then the gateway answers 404 or 503, and an order has no mail: the event
 * goes to those who know each other.
 */
async function waitUntilOpen() {
  for (const path of ['/products', '/orders/0', '/mails']) {
    for (let attempt = 1; ; attempt++) {
      const status = await fetch(shop + path).then(
        (response) => response.status,
        () => 'no answer',
      )
      if (status === 200) break
      assert.ok(attempt < 100, `${path}: ${status}`)
      await delay(200)
    }
  }
  for (let attempt = 1; ; attempt++) {
    await order('apple', 1)
    if ((await request('/mails')).body.length > 0) return
    assert.ok(attempt < 100, 'orders have no mails')
    await delay(200)
  }
}

async function main() {
  await waitUntilOpen()
  const products = (await request('/products')).body
  assert.deepEqual(
    products.map(({ id }) => id),
    ['apple', 'pear', 'quince'],
  )
  const orders = []
  for (const { id, cents } of products) {
    const { status, body } = await order(id, 3)
    assert.equal(status, 200)
    assert.equal(body.cents, 3 * cents)
    assert.deepEqual((await request(`/orders/${body.id}`)).body, body)
    orders.push(body)
  }
  const refused = await order('medlar', 1)
  assert.equal(refused.status, 404)
  assert.equal(refused.body.type, 'NO_SUCH_PRODUCT')
  const mails = orders.map(({ id, count, product }) => `Order ${id}: ${count} x ${product}`)
  for (let attempt = 1; ; attempt++) {
    const { body } = await request('/mails')
    if (mails.every((mail) => body.includes(mail))) break
    assert.ok(attempt < 50, `mails are missing: ${JSON.stringify(body)}`)
    await delay(100)
  }
  process.stdout.write(`${orders.length} orders, and a mail for each\n`)
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`)
  process.exitCode = 1
})
