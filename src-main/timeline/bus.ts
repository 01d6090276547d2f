// The connections of packets that went by a bus: `bus:<topic>`.

export const BUS_PREFIX = 'bus:'

export function busOf(topic: string): string {
  return `${BUS_PREFIX}${topic}`
}

export function isOnBus(conn: string): boolean {
  return conn.startsWith(BUS_PREFIX)
}
