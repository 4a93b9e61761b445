import type { Client } from '@temporalio/client'

/** A Temporal that is gone has no Schedules any more. */
const longestMs = 5000

/**
 * Deletes all Schedules of the client's namespace. A server that goes on would start sweeps for ever
 * that no worker takes.
 */
export async function endSchedules(client: Client): Promise<void> {
  await client
    .withDeadline(Date.now() + longestMs, async () => {
      for await (const { scheduleId } of client.schedule.list()) {
        await client.schedule.getHandle(scheduleId).delete()
      }
    })
    .catch(() => undefined)
}
