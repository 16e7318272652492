import { documentPage, openDocument } from "#app/ui/document.ts";

export const handle = documentPage;
export const clientLoader = openDocument;

// Without a loader Remix would draw this page in the browser.
export const loader = () => ({});

// The same for everybody, signed in or not: what is on the device is filled in by its own script.
export default function OnThisDevice() {
  return (
    <div className="wrap narrow on-device" data-device-page="">
      <h1>On this device</h1>
      <p className="lede" id="device-lede">
        Here stands what this device keeps for you, so that you can go on without a connection.
      </p>
      <section className="card" aria-labelledby="device-support">
        <h2 id="device-support">Support does not need this site</h2>
        <p>
          In danger now: <a href="tel:911">911</a>
          <br />
          Crisis line, by phone or text: <a href="tel:988">call 988</a> or <a href="sms:988">text 988</a>
          <br />
          <a href="/support">All support lines</a> · <a href="/pause">Take a pause</a>
        </p>
      </section>
      <div id="device-leaving" />
      <div id="device-waiting" />
      <div id="device-taken" />
      <div id="device-pages" />
      <noscript>
        <p>
          This needs JavaScript, because only your browser knows what it keeps. Everything else works without
          it.
        </p>
      </noscript>
    </div>
  );
}
