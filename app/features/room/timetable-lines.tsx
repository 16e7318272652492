import type { TimetableDay } from "./timetable.server.ts";

/** The day's blocks with their clock times. */
export function TimetableLines({ day }: { day: TimetableDay }) {
  return (
    <table className="timetable" aria-label={`Timetable of Day ${day.position}`}>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">What</th>
          <th scope="col">Minutes</th>
        </tr>
      </thead>
      <tbody>
        {day.lines.map((line) => (
          <tr key={line.from} className={line.kind}>
            <td className="clock">
              <span>{line.from}</span> <span>to {line.to}</span>
            </td>
            <th scope="row">
              {line.moduleId ? <span className="number">{line.moduleId}</span> : null} {line.title}
            </th>
            <td className="minutes">{line.minutes}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function WhenAndWhere({ day }: { day: TimetableDay }) {
  return (
    <p className="when-where">
      <b>
        {day.when}, {day.from} to {day.to} {day.zone}
      </b>
      <br />
      {day.venue ?? "The place is not set yet."}
      <br />
      <span className="quiet">{day.hours} contact hours, without breaks and lunch</span>
    </p>
  );
}
