export function carriedRun(versions, events) {
  return events;
}
