import type { Client } from '@temporalio/client'

/**
 * Deletes all Schedules of the client's namespace. A server that goes on would start sweeps for ever
 * that no worker takes.
 */
export async function endSchedules(client: Client): Promise<void> {
  for await (const { scheduleId } of client.schedule.list()) {
    await client.schedule.getHandle(scheduleId).delete()
  }
}
