import { Link } from "@remix-run/react";
import { Scroll } from "#app/ui/page.tsx";

const kept: { what: string; who: string; long: string }[] = [
  {
    what: "Your name, e-mail address, discipline, agency and roles",
    who: "You; trainers and the coordinator of your site; the administrator",
    long: "Until you erase your account",
  },
  {
    what: "The cohorts you are in",
    who: "You; trainers and the coordinator of the cohort’s site",
    long: "Your name until you erase your account; that somebody took part, as long as the program must show it",
  },
  {
    what: "Which sections you read, and which modules are complete",
    who: "You; trainers and the coordinator see modules, not what you chose to read or set aside",
    long: "Until you erase your account",
  },
  {
    what: "Your quiz answers and results",
    who: "You; trainers and the coordinator of your site. The program sees totals, never groups under 11 people",
    long: "With your name until you erase your account; without it, until the program’s retention time is over",
  },
  {
    what: "Your answers to the questions before and after the course",
    who: "Only you. Your trainers see how many were right after it; your site sees totals of eleven people or more",
    long: "With your name until you erase your account; without it, as long as the program runs",
  },
  {
    what: "How sure you feel, and who you think is responsible, before and after the course",
    who: "Nobody. It is kept under a code, without your name and without a time",
    long: "As long as the program runs. If you erase your account, what was not compared yet goes, and the code of the rest is replaced",
  },
  {
    what: "Your notes, bookmarks, and the place where you stopped",
    who: "Only you",
    long: "Until you delete them or erase your account",
  },
  {
    what: "Devices where you are signed in, such as “Firefox on Windows”, and when you were last here",
    who: "You; coordinators and the administrator see the day you were last here",
    long: "A sign-in until it ends",
  },
  {
    what: "Your commitment card, your letter to yourself, and the name and address of your sponsor",
    who: "You. Your trainers see how many people wrote a card and named a sponsor; your sponsor gets letters until one of you stops them",
    long: "Until you erase your account",
  },
  {
    what: "What you mark on the lists of the ninety days after the course",
    who: "You. Your site sees totals, from eleven answers on",
    long: "As long as the program runs, without your name once you erase your account",
  },
  {
    what: "A form that you sent after you had been signed out, without passwords and files",
    who: "Only you, in the same browser, once you sign in again",
    long: "An hour; until you send it, let it go, or sign out",
  },
  {
    what: "Digital credentials issued to you",
    who: "You; others only while you share one by its link",
    long: "Until you erase your account. That a number in the list of revoked ones is taken stays",
  },
  {
    what: "Which manuals you downloaded",
    who: "You; the coordinator of your site; the program",
    long: "As long as the edition is in use",
  },
  {
    what: "A download from the public shelf: the month, the file, and your kind of agency and state if you said them",
    who: "The program, in counts in which small numbers are hidden. Who you are is not recorded",
    long: "As long as the program runs",
  },
  {
    what: "A request on the public shelf: your name, address, agency and what you wrote",
    who: "The national program office, which answers it",
    long: "A year, or until you ask to have it erased; then only that there was one",
  },
  {
    what: "That you changed something, such as inviting a person",
    who: "The administrator",
    long: "As long as this site runs, by number and without your name once you erase your account",
  },
  {
    what: "Wrong tries to sign in and requests on the public shelf, by a scrambled form of the address they came from",
    who: "Nobody; it only makes the next try wait",
    long: "15 minutes",
  },
];

export default function Privacy() {
  return (
    <div className="wrap">
      <h1>What is kept, and who sees it</h1>
      <p className="lede">Written so that you know it before you type anything.</p>
      <h2>What is kept</h2>
      <Scroll label="What is kept">
        <table className="usa-table kept">
          <caption className="usa-sr-only">What is kept, who sees it, and how long</caption>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Who sees it</th>
              <th scope="col">How long</th>
            </tr>
          </thead>
          <tbody>
            {kept.map((one) => (
              <tr key={one.what}>
                <th scope="row">{one.what}</th>
                <td>{one.who}</td>
                <td>{one.long}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <div className="measure">
        <h2>What is never kept</h2>
        <ul>
          <li>
            Anything about a young person. This site is no place for names, initials, dates or case details.
          </li>
          <li>Whether you chose an alternative, paused, or left the site. No trainer can see it.</li>
          <li>Whether you are a survivor. Nobody here asks.</li>
          <li>Recordings, photos or uploads. There is nowhere to put them.</li>
        </ul>
        <h2>No one watches along</h2>
        <p>
          There are no outside trackers, no advertising and no analytics services. One cookie keeps you signed
          in; another lasts ten minutes while you type a sign-in code. All data stays on the computer that the
          program runs for this site, and in its backups.
        </p>
        <h2>Please leave case details out</h2>
        <p>
          If your agency is bound by confidentiality rules, this site is never the place for facts that could
          identify somebody you serve. Your notes are private, and still: no names, initials, dates of birth,
          addresses or case numbers.
        </p>
        <h2>If you tell us about a child in danger</h2>
        <p>
          Telling a trainer or typing it here is not a report. If a child may be in danger now, call{" "}
          <a href="tel:911">911</a>; for all other ways to report, see{" "}
          <Link to="/support">support lines</Link>. A trainer may have a duty to report what you tell them
          about a child who is at risk today. About your own past, you never have to say anything, and what
          you share is not put on any record here.
        </p>
        <h2>Your rights</h2>
        <ul>
          <li>
            See it all: <Link to="/account/records">what is kept about me</Link>, to read or to download
          </li>
          <li>
            Put it right: <Link to="/account">your account</Link>
          </li>
          <li>
            Take it back: <Link to="/account/erase">erase my account</Link>
          </li>
        </ul>
        <p>Questions? Ask the coordinator of your site, who can also reach the program’s administrator.</p>
      </div>
    </div>
  );
}
