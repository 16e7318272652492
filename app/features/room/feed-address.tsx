import { Form } from "@remix-run/react";
import { Submit } from "#app/ui/form.tsx";
import { Confirm } from "#app/ui/page.tsx";

/** The private address of a calendar, and the ways to change it: the page's own form takes `renew` and `stop`. */
export function FeedAddress({ feed }: { feed: string }) {
  return (
    <>
      <p className="address">
        <code>{feed}</code>
      </p>
      <Confirm label="Make a new address, or stop">
        <p>The address above stops working at once.</p>
        <Form method="post" className="row">
          <Submit name="intent" value="renew" look="outline">
            Make a new address
          </Submit>
          <Submit name="intent" value="stop" look="outline">
            Stop sharing
          </Submit>
        </Form>
      </Confirm>
    </>
  );
}
