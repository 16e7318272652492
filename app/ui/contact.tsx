/** Ways to reach a line of help, each a button of its own. */
export function Contact({
  name,
  call,
  text,
  chat,
}: {
  name: string;
  call: string | null;
  text: string | null;
  chat: string | null;
}) {
  if (!call && !text && !chat) return null;
  return (
    <p className="row">
      {call ? (
        <a className="usa-button" href={`tel:${call}`}>
          Call {call}
        </a>
      ) : null}
      {text ? (
        <a className="usa-button usa-button--outline" href={`sms:${text}`}>
          Text {text}
        </a>
      ) : null}
      {chat ? (
        <a className="usa-button usa-button--outline" href={chat} rel="noreferrer">
          Website and chat
          <span className="usa-sr-only"> of {name}</span>
        </a>
      ) : null}
    </p>
  );
}
