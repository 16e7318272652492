import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { Submit } from "#app/ui/form.tsx";
import { Empty, Scroll } from "#app/ui/page.tsx";
import { setActivationReminders } from "./activation-letters.server.ts";
import { cascadePage } from "./cascade.server.ts";
import { box, drawTree, map, mapPoints, outline } from "./cascade-drawing.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const page = cascadePage(await requireUser(request));
  return { ...page, drawing: drawTree(page.tree.nodes, page.tree.edges), points: mapPoints(page.bySite) };
}

export async function action({ request }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  setActivationReminders(user, form.get("intent") === "stop");
  return redirect("/cascade#activation");
}

const number = (count: number | null): string => (count === null ? "held back" : String(count));

export default function CascadeView() {
  const { totals, hides, siteName, isTrainer } = useLoaderData<typeof loader>();
  return (
    <div className="wrap cascade">
      <h1>
        {siteName ? <span className="over">{siteName}</span> : null}
        Cascade
      </h1>
      <p className="lede">
        Who was trained, by whom, and who trains on. A person counts as trained who attended at least 80
        percent of the contact minutes, and counts once, at their first training.
      </p>
      {totals.trainings === 0 ? (
        <Empty title="No training yet">
          As soon as a cohort or a delivery has begun, it stands here with the people it reached.
        </Empty>
      ) : (
        <>
          <dl className="counts">
            <div>
              <dt>People trained, each once</dt>
              <dd>{number(totals.people)}</dd>
            </div>
            <div>
              <dt>Seats taken</dt>
              <dd>{number(totals.seats)}</dd>
            </div>
            <div>
              <dt>Trainings, {totals.deliveries} of them deliveries</dt>
              <dd>{totals.trainings}</dd>
            </div>
          </dl>
          {hides ? (
            <p className="quiet">
              Groups of fewer than 11 people are held back, and as many others as it takes so that they cannot
              be worked out.
            </p>
          ) : null}
          {isTrainer ? <Mine /> : null}
          <TreeOf />
          <Sites />
          <Counts />
          <Activation />
          <p className="no-print row after">
            <a href="/cascade.csv" className="usa-button usa-button--outline">
              Download as CSV
            </a>
            <a href="/cascade.json" className="usa-button usa-button--outline">
              Download as JSON
            </a>
          </p>
        </>
      )}
    </div>
  );
}

function Mine() {
  const { mine } = useLoaderData<typeof loader>();
  if (!mine) return null;
  return (
    <section aria-labelledby="mine">
      <h2 id="mine">My own tree</h2>
      {mine.people === 0 ? (
        <p>Nobody yet. It begins with the first delivery that you give.</p>
      ) : (
        <>
          <p>
            {mine.people === 1 ? "One person was" : `${mine.people} people were`} trained by you, or by
            somebody whom you trained.
          </p>
          <ul>
            {mine.steps.map(({ step, people }) => (
              <li key={step}>
                {step === 1 ? "By you" : step === 2 ? "By people you trained" : `${step} steps from you`}:{" "}
                {people}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

const stepName = (level: number): string =>
  level === 0 ? "First" : level === 1 ? "One step on" : `${level} steps on`;

function TreeOf() {
  const { drawing, trainings, tree } = useLoaderData<typeof loader>();
  const title = (id: string) => tree.nodes.find((node) => node.id === id)?.title ?? "";
  const step = (id: string) => stepName(tree.nodes.find((node) => node.id === id)?.level ?? 0);
  const from = (id: string) =>
    tree.edges
      .filter((edge) => edge.to === id)
      .map((edge) =>
        trainings ? title(edge.from) : `${title(edge.from)}, ${step(edge.from).toLowerCase()}`,
      );
  return (
    <section aria-labelledby="tree">
      <h2 id="tree">Who trained whom</h2>
      <p className="quiet">
        A line leads from where a trainer was trained to what they gave. The table below says the same.
      </p>
      <Scroll label="The tree, drawn">
        <svg
          className="tree"
          viewBox={`-8 0 ${drawing.width + 16} ${drawing.height}`}
          width={drawing.width + 16}
          role="img"
          aria-label="Trainings in steps, with lines from each to those that came from it"
        >
          {drawing.levels.map(({ level, x }) => (
            <text key={level} x={x} y={18} className="level">
              {stepName(level)}
            </text>
          ))}
          {drawing.edges.map(({ from, to, path }) => (
            <path key={`${from} ${to}`} d={path} className="edge" />
          ))}
          {drawing.nodes.map(({ id, x, y, title, detail, mine }) => (
            <g key={id} transform={`translate(${x} ${y})`} className={mine ? "node mine" : "node"}>
              <rect width={box.width} height={box.height} rx="10" />
              <text x="14" y="24" className="title">
                {title.length > 25 ? `${title.slice(0, 24)}…` : title}
              </text>
              <text x="14" y="44" className="detail">
                {detail}
              </text>
            </g>
          ))}
        </svg>
      </Scroll>
      <Scroll label="The tree as a table">
        <table className="usa-table">
          <thead>
            <tr>
              <th scope="col">{trainings ? "Training" : "Site"}</th>
              <th scope="col">Step</th>
              <th scope="col">Came from</th>
              {trainings ? <th scope="col">Trainers</th> : null}
              <th scope="col">{trainings ? "When, and people trained first here" : "Trainings"}</th>
            </tr>
          </thead>
          <tbody>
            {tree.nodes.map(({ id, level, title, detail }) => (
              <tr key={id}>
                <th scope="row">{title}</th>
                <td>{stepName(level)}</td>
                <td>{from(id).join("; ") || "–"}</td>
                {trainings ? (
                  <td>{trainings.find((one) => one.id === id)?.trainers.join(", ") || "–"}</td>
                ) : null}
                <td>{detail}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

/** The side on which a site's name stands, so that neighbors do not cover each other. */
const side: Record<string, { dx: number; dy: number; anchor: "start" | "end" | "middle" }> = {
  "atlantic-city": { dx: 1, dy: -14, anchor: "start" },
  "washington-dc": { dx: -1, dy: 22, anchor: "end" },
};

function Sites() {
  const { bySite, points } = useLoaderData<typeof loader>();
  return (
    <section aria-labelledby="sites">
      <h2 id="sites">By site</h2>
      {points.length > 1 ? (
        <svg
          className="site-map"
          viewBox={`0 0 ${map.width} ${map.height}`}
          role="img"
          aria-label="A map of the sites. The table below says the same."
        >
          <path d={outline} className="land" />
          {points.map(({ siteId, x, y, radius }) => {
            const row = bySite.find((one) => one.siteId === siteId);
            if (!row) return null;
            const { dx, dy, anchor } = side[siteId] ?? { dx: 0, dy: 0, anchor: "middle" as const };
            const isDry = row.drought[0]?.dry ?? false;
            const beside =
              anchor === "middle" ? { x, y: y - radius - 24 } : { x: x + dx * (radius + 4), y: y + dy };
            return (
              <g key={siteId} className={isDry ? "place dry" : "place"}>
                <circle cx={x} cy={y} r={radius} />
                <text x={beside.x} y={beside.y} textAnchor={anchor} className="title">
                  {row.name.split(",")[0]}
                </text>
                <text x={beside.x} y={beside.y + 17} textAnchor={anchor} className="detail">
                  {row.people === null ? "held back" : `${row.people} people`}
                  {isDry ? ", dry" : ""}
                </text>
              </g>
            );
          })}
        </svg>
      ) : null}
      <p className="quiet">
        Dry: nobody was trained there for more than 180 days, or ever.
        {points.length > 1 ? " On the map a dry site is an open ring." : ""}
      </p>
      <Scroll label="By site, as a table">
        <table className="usa-table">
          <thead>
            <tr>
              <th scope="col">Site</th>
              <th scope="col">People</th>
              <th scope="col">Seats</th>
              <th scope="col">Trainings</th>
              <th scope="col">Last reached</th>
            </tr>
          </thead>
          <tbody>
            {bySite.map(({ siteId, name, people, seats, trainings, drought }) => (
              <tr key={siteId}>
                <th scope="row">{name}</th>
                <td>{number(people)}</td>
                <td>{number(seats)}</td>
                <td>{trainings}</td>
                <td>
                  <ul className="drought">
                    {drought.map(({ name, lastOn, dry }) => (
                      <li key={name}>
                        {name}: {lastOn ?? "never"} {dry ? <span className="tag warn">Dry</span> : null}
                      </li>
                    ))}
                  </ul>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Counts() {
  const { byGeneration, byDiscipline } = useLoaderData<typeof loader>();
  return (
    <div className="cards">
      {[
        { id: "generations", title: "By generation", rows: byGeneration },
        { id: "disciplines", title: "By discipline", rows: byDiscipline },
      ].map(({ id, title, rows }) => (
        <section key={id} className="card" aria-labelledby={id}>
          <h2 id={id}>{title}</h2>
          <dl className="lines">
            {rows.map(({ name, people }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{number(people)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

function Activation() {
  const { activation, isTrainer, remindersStopped } = useLoaderData<typeof loader>();
  const { certified, active, waiting, medianDays, people } = activation;
  return (
    <section aria-labelledby="activation">
      <h2 id="activation">From certification to the first delivery</h2>
      <p>
        Certified: {number(certified)}. With a delivery since: {number(active)}. Not yet: {number(waiting)}.
        {medianDays === null ? "" : ` Half of those who have begun took ${medianDays} days or fewer.`}
      </p>
      {people && people.length > 0 ? (
        <Scroll label="Days to the first delivery">
          <table className="usa-table">
            <thead>
              <tr>
                <th scope="col">Trainer</th>
                <th scope="col">Certified</th>
                <th scope="col">First delivery</th>
                <th scope="col">Days</th>
              </tr>
            </thead>
            <tbody>
              {people.map(({ id, name, certifiedOn, firstOn, days }) => (
                <tr key={id}>
                  <th scope="row">{name}</th>
                  <td>{certifiedOn}</td>
                  <td>{firstOn ?? "not yet"}</td>
                  <td>{days}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      ) : null}
      {isTrainer ? (
        <div className="no-print">
          <p>
            {remindersStopped
              ? "You asked for no reminders of a first delivery. Your sponsor gets none either."
              : "A trainer without a delivery, and their sponsor, hear from us kindly after 30, 60 and 90 days. You can stop that."}
          </p>
          <Form method="post">
            <Submit name="intent" value={remindersStopped ? "resume" : "stop"} look="outline">
              {remindersStopped ? "Let the reminders come again" : "Stop the reminders"}
            </Submit>
          </Form>
        </div>
      ) : null}
    </section>
  );
}
