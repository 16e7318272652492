/**
 * Minutes after midnight of a time as people write it: 8:30, 830, 8, 4.45p, 16:45. Without "am" or "pm" one to six
 * o'clock are in the afternoon, as on a working day. Null when it is no time.
 */
export function parseClock(text: string): number | null {
  const found = /^(\d{1,2})(?:[:.h]?(\d{2}))?(?:([ap])(?:\.?m\.?)?)?$/.exec(
    text.toLowerCase().replaceAll(/\s/g, ""),
  );
  if (!found) return null;
  const [, hours = "", minutes = "0", half] = found;
  const hour = Number(hours);
  if (hour > 23 || Number(minutes) > 59 || (half && (hour < 1 || hour > 12))) return null;
  const afternoon = half ? half === "p" : hour >= 1 && hour <= 6 && !hours.startsWith("0");
  return (half ? hour % 12 : hour) * 60 + (afternoon ? 12 * 60 : 0) + Number(minutes);
}

/** Minutes after midnight of `HH:MM`. */
export function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(":").map(Number) as [number, number];
  return hours * 60 + minutes;
}

/** `HH:MM` of minutes after midnight. */
export const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
