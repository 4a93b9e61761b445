export type { Chance } from '../chance.ts'
