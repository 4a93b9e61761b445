import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

export interface Stage {
  readonly base: string
  readonly name: string | undefined
  readonly steps: readonly Step[]
}

/** One instruction and what follows it, continued lines joined: `RUN`, `npm ci && …`. */
export interface Step {
  readonly instruction: string
  readonly text: string
}

/** The instructions of a Dockerfile by stage, in order. What stands before the first FROM is left out. */
export function readDockerfile(root: string): readonly Stage[] {
  const lines = readFileSync(join(root, 'Dockerfile'), 'utf8')
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const stages: { base: string; name: string | undefined; steps: Step[] }[] = []
  for (const line of lines) {
    const [, instruction = '', text = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? []
    if (instruction === 'FROM') {
      const [base = '', , name] = text.split(/\s+/)
      stages.push({ base, name, steps: [] })
    } else {
      stages.at(-1)?.steps.push({ instruction, text })
    }
  }
  return stages
}

/** The words of the last such instruction, which must be in exec form: a shell would keep signals. */
export function readCommand(stage: Stage, instruction: string): readonly string[] {
  const step = stage.steps.findLast((each) => each.instruction === instruction)
  if (step === undefined) throw new Error(`The image has no ${instruction}`)
  const [list] = /\[.*\]$/.exec(step.text) ?? []
  if (list === undefined) throw new Error(`${instruction} ${step.text} is not in exec form`)
  return z.array(z.string()).parse(JSON.parse(list))
}

/** What ENV sets; build arguments are put in. */
export function readVariables(
  stage: Stage,
  args: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const variables = stage.steps
    .filter(({ instruction }) => instruction === 'ENV')
    .flatMap(({ text }) => text.split(/\s+/))
    .map((pair) => {
      const [name = '', value = ''] = pair.split('=')
      return [name, value.replace(/^\$(\w+)$/, (_, argument: string) => args[argument] ?? '')]
    })
  return Object.fromEntries(variables)
}
