/** Scalars, money, pages and errors: what the types of every subject are made of. */
export const valuesSdl = `
directive @idempotent(key: String!) on FIELD
interface Node { id: ID! }
scalar UnsignedInt64
scalar DateTime
enum CurrencyCode {
  AED AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR JPY KRW KWD MXN MYR NOK NZD PHP
  PLN RON SAR SEK SGD THB TRY TWD USD ZAR
}
enum CountryCode {
  AD AE AL AR AT AU BA BE BG BR CA CH CL CN CO CY CZ DE DK EE EG ES FI FR GB GG GI GR HK HR HU
  ID IE IL IM IN IS IT JE JP KR LI LT LU LV MC MT MX MY NG NL NO NZ PH PK PL PT RO RS RU SA SE
  SG SI SK SM TH TR TW UA US VA VN ZA
}
scalar Decimal
scalar Money
scalar URL
enum CountPrecision { AT_LEAST EXACT }
type Attribute { key: String!, value: String }
type MoneyV2 { amount: Decimal!, currencyCode: CurrencyCode! }
type MoneyBag { shopMoney: MoneyV2!, presentmentMoney: MoneyV2! }
type TaxLine {
  title: String!  rate: Float  ratePercentage: Float  priceSet: MoneyBag!  source: String
  channelLiable: Boolean
}
type Count { count: Int!, precision: CountPrecision! }
type PageInfo {
  endCursor: String  hasNextPage: Boolean!  hasPreviousPage: Boolean!  startCursor: String
}
type UserError { field: [String!], message: String! }
`
