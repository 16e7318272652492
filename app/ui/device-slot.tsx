/**
 * A place on a page that the device's own script (app/features/offline) fills, because only the device knows what it
 * keeps. Empty without it. React leaves what is inside alone.
 */
export function DeviceSlot({ what, day, title }: { what: "take"; day: string; title: string }) {
  return (
    <div
      className="device-slot no-print"
      data-device={what}
      data-day={day}
      data-title={title}
      suppressHydrationWarning
      dangerouslySetInnerHTML={{ __html: "" }}
    />
  );
}
