import type { LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { type Role, roleNames, roles } from "#app/auth/can.ts";
import { waitingInvitations } from "#app/auth/invitations.server.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { Checkbox, SelectField, TextField } from "#app/ui/form.tsx";
import { Empty, Scroll } from "#app/ui/page.tsx";
import { type PeopleView, peopleList, peopleSorts } from "./people.server.ts";

const sortNames = { name: "Name", site: "Site", role: "Role", seen: "Last seen" };

function viewOf(asked: URLSearchParams): PeopleView {
  const role = asked.get("role") ?? "";
  return {
    q: (asked.get("q") ?? "").slice(0, 100),
    role: roles.some((one) => one === role) ? role : "",
    site: asked.get("site") ?? "",
    ended: asked.has("ended"),
    sort: peopleSorts.find((one) => one === asked.get("sort")) ?? "name",
    page: Number.parseInt(asked.get("page") ?? "1", 10) || 1,
  };
}

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const view = viewOf(new URL(request.url).searchParams);
  return { list: peopleList(user, view), view, waiting: waitingInvitations(user).length };
}

export default function People() {
  const { list, view, waiting } = useLoaderData<typeof loader>();
  const filtered = view.q !== "" || view.role !== "" || view.site !== "" || view.ended;
  const pageLink = (page: number) => {
    const asked = new URLSearchParams(
      Object.entries({ q: view.q, role: view.role, site: view.site, sort: view.sort }).filter(([, v]) => v),
    );
    if (view.ended) asked.set("ended", "on");
    asked.set("page", String(page));
    return `/people?${asked}`;
  };
  return (
    <div className="wrap">
      <div className="row between">
        <h1>People</h1>
        <div className="row">
          <Link to="/people/invite" className="usa-button">
            Invite a person
          </Link>
          <Link to="/people/import" className="usa-button usa-button--outline">
            Invite from a list
          </Link>
        </div>
      </div>
      <p>
        <Link to="/people/invitations">
          {waiting === 0
            ? "Invitations"
            : waiting === 1
              ? "One invitation waits for its person"
              : `${waiting} invitations wait for their person`}
        </Link>
      </p>
      <Form method="get" className="filters card" role="search" aria-label="Find people">
        <TextField label="Name, e-mail or agency" name="q" defaultValue={view.q} type="search" />
        <SelectField
          label="Role"
          name="role"
          defaultValue={view.role}
          options={[
            { value: "", label: "Any role" },
            ...roles.map((role) => ({ value: role, label: roleNames[role] })),
          ]}
        />
        {list.sites.length > 1 ? (
          <SelectField
            label="Site"
            name="site"
            defaultValue={view.site}
            options={[
              { value: "", label: "Any site" },
              ...list.sites.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        ) : null}
        <SelectField
          label="Order"
          name="sort"
          defaultValue={view.sort}
          options={Object.entries(sortNames).map(([value, label]) => ({ value, label }))}
        />
        <Checkbox label="Show people without a role now" name="ended" defaultChecked={view.ended} />
        <button type="submit" className="usa-button">
          Find
        </button>
      </Form>
      {list.total === 0 ? (
        <Empty
          title={filtered ? "Nobody fits" : "Nobody here yet"}
          action={
            filtered ? (
              <Link to="/people">Show everybody</Link>
            ) : (
              <Link to="/people/invite" className="usa-button">
                Invite a person
              </Link>
            )
          }
        >
          {filtered
            ? "Try fewer letters, or another role or site."
            : "Invite people one by one or from a list; they appear here once they accept."}
        </Empty>
      ) : (
        <>
          <p className="quiet" role="status">
            {list.total === 1 ? "1 person" : `${list.total} people`}
            {list.pages > 1 ? `, page ${list.page} of ${list.pages}` : ""}
          </p>
          <Scroll label="People">
            <table className="usa-table people">
              <caption className="usa-sr-only">People, by {sortNames[view.sort].toLowerCase()}</caption>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">Roles</th>
                  <th scope="col">Agency</th>
                  <th scope="col">Last seen</th>
                </tr>
              </thead>
              <tbody>
                {list.rows.map((one) => (
                  <tr key={one.id}>
                    <th scope="row">
                      <Link to={`/people/${one.id}`}>{one.name}</Link>
                      <span className="sub">{one.email}</span>
                    </th>
                    <td>
                      {one.roles.map(({ role, siteName }) => (
                        <span className="sub" key={`${role}-${siteName}`}>
                          {roleNames[role as Role]}, {siteName ?? "whole program"}
                        </span>
                      ))}
                    </td>
                    <td>{one.agency ?? "–"}</td>
                    <td>{one.seen ?? "Not yet"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          {list.pages > 1 ? (
            <nav className="row" aria-label="Pages">
              {list.page > 1 ? <Link to={pageLink(list.page - 1)}>Previous page</Link> : null}
              {list.page < list.pages ? <Link to={pageLink(list.page + 1)}>Next page</Link> : null}
            </nav>
          ) : null}
        </>
      )}
    </div>
  );
}
