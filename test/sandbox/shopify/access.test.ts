import { describe, expect, test } from 'vitest'
import { type Answer, mug, rigOf, sendTo, shopOf, variant } from './support.ts'

describe('a caller', () => {
  test('with a wrong token gets 401 in Shopify’s words', async () => {
    const rig = await rigOf()
    expect(await rig.send('{ shop { name } }', {}, 'shpat_wrong')).toEqual({
      status: 401,
      body: {
        errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
      },
    })
  })

  test('of another API version or an unknown shop gets 404', async () => {
    const rig = await rigOf()
    const post = (path: string) =>
      fetch(`${rig.twin.url}${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Shopify-Access-Token': 'shpat_test' },
        body: JSON.stringify({ query: '{ shop { name } }' }),
      })
    expect((await post('/aurora/admin/api/2024-01/graphql.json')).status).toBe(404)
    expect((await post('/borealis/admin/api/2026-10/graphql.json')).status).toBe(404)
    expect((await post('/aurora/admin/api/2026-10/graphql.json')).status).toBe(200)
  })

  test('sees nothing of another shop on the same port', async () => {
    const other = shopOf({ shop: 'borealis', accessToken: 'shpat_other' })
    const rig = await rigOf({ shops: [shopOf(), other] })
    const { id } = await rig.shopper.placeOrder({
      lines: [{ variantId: variant(mug), quantity: 1 }],
    })
    const query = 'query($id: ID!) { order(id: $id) { id } ordersCount { count } }'
    const theirs = await sendTo(`${rig.twin.url}/borealis`, query, { id }, 'shpat_other')
    expect(theirs.body.data).toEqual({ order: null, ordersCount: { count: 0 } })
    expect((await sendTo(`${rig.twin.url}/borealis`, query, { id }, 'shpat_test')).status).toBe(401)
  })

  test('asks for a token with its client credentials, and for another when that has died', async () => {
    let now = Date.parse('2026-11-02T12:00:00Z')
    const rig = await rigOf({ clock: () => now, tokenLifetimeMs: 60_000 })
    const grant = async (client_secret: string) => {
      const response = await fetch(`${rig.apiUrl}/admin/oauth/access_token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: 'client',
          client_secret,
        }),
      })
      const body: Answer['body'] = await response.json()
      return { status: response.status, body }
    }
    expect((await grant('guess')).status).toBe(400)
    const { body } = await grant('secret')
    expect(body).toMatchObject({ access_token: expect.stringMatching(/^shpat_/), expires_in: 59 })
    const ask = () => rig.send('{ shop { name } }', {}, body.access_token)
    expect((await ask()).status).toBe(200)
    now += 60_000
    expect((await ask()).status).toBe(401)
    expect((await grant('secret')).body.access_token).not.toBe(body.access_token)
  })

  test('without a scope gets null and ACCESS_DENIED for that field, and the rest', async () => {
    const scopes = shopOf().scopes.filter((scope) => scope !== 'read_customers')
    const rig = await rigOf({}, shopOf({ scopes }))
    const { id } = await rig.shopper.placeOrder({
      lines: [{ variantId: variant(mug), quantity: 1 }],
    })
    const { body } = await rig.send('query($id: ID!) { order(id: $id) { name customer { id } } }', {
      id,
    })
    expect(body.data).toEqual({ order: { name: '#1001', customer: null } })
    expect(body.errors).toMatchObject([
      {
        message:
          'Access denied for customer field. Required access: `read_customers` access scope.',
        path: ['order', 'customer'],
        extensions: {
          code: 'ACCESS_DENIED',
          documentation: 'https://shopify.dev/api/usage/access-scopes',
          requiredAccess: '`read_customers` access scope.',
        },
      },
    ])
  })

  test.each([
    ['orders', '{ orders(first: 1) { nodes { id } } }'],
    ['locations', '{ locations(first: 1) { nodes { id } } }'],
    [
      'fulfillmentCreate',
      'mutation { fulfillmentCreate(fulfillment: { lineItemsByFulfillmentOrder: [] }) { userErrors { message } } }',
    ],
    [
      'orderUpdate',
      'mutation { orderUpdate(input: { id: "gid://shopify/Order/1", note: "x" }) { userErrors { message } } }',
    ],
  ])('without scopes is denied %s', async (field, query) => {
    const rig = await rigOf({}, shopOf({ scopes: [] }))
    const { body } = await rig.send(query)
    expect(body.errors[0].message).toMatch(new RegExp(`^Access denied for ${field} field`))
    expect(body.errors[0].extensions.code).toBe('ACCESS_DENIED')
  })

  test('reads which scopes the app was granted', async () => {
    const rig = await rigOf({}, shopOf({ scopes: ['read_orders'] }))
    const { currentAppInstallation } = await rig.ask(
      '{ currentAppInstallation { accessScopes { handle } } }',
    )
    expect(currentAppInstallation.accessScopes).toEqual([{ handle: 'read_orders' }])
  })

  test('who asks for a field, argument or input that does not exist is refused before anything runs', async () => {
    const rig = await rigOf()
    const field = await rig.send(
      'mutation { orderUpdate(input: { id: "gid://shopify/Order/1" }) { userErrors { code } } }',
    )
    expect(field.body.errors).toMatchObject([
      {
        message: "Field 'code' doesn't exist on type 'UserError'",
        extensions: { code: 'undefinedField', typeName: 'UserError', fieldName: 'code' },
      },
    ])
    const input = await rig.send(
      'mutation($input: OrderInput!) { orderUpdate(input: $input) { userErrors { message } } }',
      { input: { id: 'gid://shopify/Order/1', shipTo: 'x' } },
    )
    expect(input.body.data).toBeUndefined()
    expect(input.body.errors).toMatchObject([
      {
        extensions: {
          code: 'INVALID_VARIABLE',
          problems: [{ path: ['shipTo'], explanation: 'Field is not defined on OrderInput' }],
        },
      },
    ])
  })

  test('who sends a bare number for an id, or the id of another thing, is told so', async () => {
    const rig = await rigOf()
    const bare = await rig.send('{ order(id: "1001") { id } }')
    expect(bare.body.errors[0].message).toBe("Invalid global id '1001'")
    const other = await rig.send('{ order(id: "gid://shopify/Product/1") { id } }')
    expect(other.body.errors[0]).toMatchObject({
      message: 'Invalid id: gid://shopify/Product/1',
      extensions: { code: 'RESOURCE_NOT_FOUND' },
    })
    expect((await rig.ask('{ order(id: "gid://shopify/Order/1") { id } }')).order).toBeNull()
  })
})
