import { ordersBench } from './bench/orders-bench.ts'
import { runBench } from './bench/run-bench.ts'
import { stockBench } from './bench/stock/bench.ts'
import { flashSaleBench } from './flash-sale/bench.ts'

/** What can be measured; each reads the arguments after its name and answers the exit code. */
const benches: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  orders: async (args) => await runBench(ordersBench, args),
  stock: async (args) => await runBench(stockBench, args),
  'flash-sale': async (args) => await runBench(flashSaleBench, args),
}

process.exit(await main(process.argv.slice(2)))

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  const bench = benches[name]
  if (bench !== undefined) return await bench(args)
  const calls = Object.keys(benches).map((each) => `npm run bench -- ${each}`)
  if (['--help', '-h'].includes(name)) {
    process.stdout.write(`${calls.map((call) => `${call} --help`).join('\n')}\n`)
    return 0
  }
  const start = name === '' ? 'Name what is to be measured.' : `There is no bench "${name}".`
  process.stderr.write(`${start} There are: ${calls.join(', ')}\n`)
  return 2
}
