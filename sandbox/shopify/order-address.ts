import { userError, type UserError } from './errors.ts'
import type { AddressInput } from './order-input.ts'
import type { StoredAddress } from './state.ts'
import type { World } from './world.ts'

const usStates = new Set(
  (
    'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ ' +
    'NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY'
  ).split(' '),
)
const countryNames = new Intl.DisplayNames(['en'], { type: 'region' })

export function toStoredAddress(world: World, input: AddressInput): StoredAddress {
  const countryCode = input.countryCode ?? null
  return {
    id: world.nextId('MailingAddress'),
    firstName: input.firstName ?? null,
    lastName: input.lastName ?? null,
    company: input.company ?? null,
    address1: input.address1 ?? null,
    address2: input.address2 ?? null,
    city: input.city ?? null,
    province: input.province ?? input.provinceCode ?? null,
    provinceCode: input.provinceCode ?? null,
    zip: input.zip ?? null,
    country:
      input.country ?? (countryCode === null ? null : (countryNames.of(countryCode) ?? null)),
    countryCode,
    phone: input.phone ?? null,
  }
}

/** What `orderUpdate` says of an address, as observed on live stores. */
export function addressErrors(input: AddressInput): UserError[] {
  const errors: UserError[] = []
  const report = (field: string, message: string) =>
    errors.push(userError(['shippingAddress', field], message))
  if (input.lastName == null || input.lastName === '') report('lastName', 'Enter a last name')
  const code = input.countryCode
  if ((code === 'US' || code === 'CA' || code === 'GB') && (input.zip ?? '') === '') {
    report('zip', code === 'US' ? 'Enter a ZIP code' : 'Enter a postal code')
  }
  const province = input.provinceCode ?? input.province
  if (code === 'US' && province != null && !usStates.has(province)) {
    report('province', 'State is not a valid state in United States')
  }
  return errors
}
