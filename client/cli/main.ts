import { runCommandLine } from './program.ts'

process.exitCode = await runCommandLine(process.argv.slice(2), {
  folder: process.cwd(),
  width: process.stdout.columns || 140,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
})
