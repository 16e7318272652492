import { Link } from "@remix-run/react";

export default function Safety() {
  return (
    <div className="wrap narrow">
      <h1>Staying safe on this device</h1>
      <p className="lede">Somebody may be able to see what you do here. A few minutes of thought can help.</p>
      <h2>Is this device yours alone?</h2>
      <p>
        A person who can reach your phone, computer, accounts or home network may be able to see which pages
        you open, even later and from afar. If you are not sure, use a device that they cannot reach: one at
        work, at a library, or of a friend you trust.
      </p>
      <h2>Leaving quickly</h2>
      <p>
        “Leave this site” at the top of each page opens a weather page at once and takes this page’s place, so
        that “Back” does not return here. Pressing Shift or Esc three times does the same. It helps when
        somebody walks in. It does <strong>not</strong> erase your browser history, and it does not stop a
        program that watches the device.
      </p>
      <h2>What others may notice</h2>
      <ul>
        <li>The browser tab says “CCIP Training”, and our letters have plain subjects.</li>
        <li>
          Your browser keeps a history. Clearing it can itself be noticed, so think about what would be
          expected. A private window keeps no history on the device.
        </li>
        <li>
          Sign out when you are done, above all on a shared device. Do not let the browser keep your password
          there.
        </li>
        <li>
          Texts that you opened stay in this browser until you sign out, so that you can go on without a
          connection. <a href="/offline">On this device</a> lists them and removes them at once.
        </li>
        <li>
          Under <Link to="/account/sign-ins">my sign-ins</Link> you can see every device that is signed in to
          your account, and end those that you do not know.
        </li>
      </ul>
      <h2>Talking to somebody</h2>
      <p>
        In danger now: call <a href="tel:911">911</a>. To think through your situation with a person who knows
        about it, call, text or chat with one of the <Link to="/support">support lines</Link>, from a safer
        device if you can. The Safety Net project explains safety with technology in depth:{" "}
        <a href="https://www.techsafety.org/" rel="noreferrer">
          techsafety.org
        </a>
        .
      </p>
    </div>
  );
}
