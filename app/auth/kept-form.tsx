import { Form, useNavigation } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { againField, fieldWords, filledIn, type KeptForm } from "./kept-form.ts";

/**
 * Above a page: what was typed here before its writer was signed out. A script puts it back into its form; without
 * one, or when that form is not on the page, it is shown and can be sent from here.
 */
export function KeptForms({ forms, page }: { forms: KeptForm[]; page: string }) {
  return forms.map((form) => <KeptFormNotice key={form.id} form={form} page={page} />);
}

function KeptFormNotice({ form, page }: { form: KeptForm; page: string }) {
  const [stands, setStands] = useState(false);
  const [sent, setSent] = useState(false);
  const mine = useRef<HTMLFormElement | null>(null);
  const navigation = useNavigation();
  useEffect(() => {
    mine.current = fillIn(form);
    setStands(mine.current !== null);
  }, [form]);
  const going = navigation.formData?.get(againField) === form.id;
  useEffect(() => {
    if (going) setSent(true);
  }, [going]);
  if (sent) return null;
  return (
    <section className="kept-form wrap no-print" aria-label="A form that was not sent">
      <div className="usa-alert usa-alert--warning" role="status">
        <div className="usa-alert__body">
          <h2 className="usa-alert__heading">You were signed out before this was sent</h2>
          <p className="usa-alert__text">
            {stands
              ? "Nothing you typed is lost: it stands in its form on this page again. Look it over and send it."
              : "Nothing you typed is lost. Look it over and send it from here."}{" "}
            Passwords and files are never kept. After an hour, or when you sign out, what you typed is gone.
          </p>
          <details open={!stands}>
            <summary>What you typed</summary>
            <dl className="facts">
              {filledIn(form.fields).map(([name, value], i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a name may come twice, and the list never changes
                <div key={i}>
                  <dt>{fieldWords(name)}</dt>
                  <dd className="as-typed">{value}</dd>
                </div>
              ))}
            </dl>
            <form method="post" action={form.action} data-kept-form={form.id}>
              {form.fields.map(([name, value], i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a name may come twice, and the list never changes
                <input key={i} type="hidden" name={name} value={value} />
              ))}
              <input type="hidden" name={againField} value={form.id} />
              <button type="submit" className="usa-button usa-button--outline">
                Send it as it is here
              </button>
            </form>
          </details>
          <Form method="post" action="/kept-form" reloadDocument>
            <input type="hidden" name="form" value={form.id} />
            <input type="hidden" name="to" value={page} />
            <button type="submit" className="usa-button usa-button--unstyled">
              I do not need it any more
            </button>
          </Form>
        </div>
      </div>
    </section>
  );
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Puts what was typed into the form of this page that it came from. Gives that form, or null when it is not here. */
function fillIn({ id, action, fields }: KeptForm): HTMLFormElement | null {
  const values = new Map<string, string[]>();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  const typedNames = new Set(filledIn(fields).map(([name]) => name));
  let best: { form: HTMLFormElement; likeness: number } | null = null;
  for (const form of document.forms) {
    const to = new URL(form.getAttribute("action") || location.href, location.href).pathname;
    if (form.method !== "post" || form.dataset.keptForm || to !== action) continue;
    const all = [...form.elements] as Field[];
    if (![...typedNames].some((name) => all.some((one) => one.name === name && one.type !== "hidden")))
      continue;
    const likeness = all.reduce((sum, one) => {
      const was = values.get(one.name);
      if (!was) return sum;
      return sum + (typedNames.has(one.name) ? 1 : was.includes(one.value) ? 2 : 0);
    }, 0);
    if (!best || likeness > best.likeness) best = { form, likeness };
  }
  if (!best) return null;
  const { form } = best;
  const fill = () => {
    const turn = new Map<string, number>();
    for (const one of [...form.elements] as Field[]) {
      const was = values.get(one.name);
      if (/^(file|password|submit|button|reset)$/.test(one.type)) continue;
      if (one instanceof HTMLInputElement && (one.type === "checkbox" || one.type === "radio")) {
        if (one.name && one.checked !== (was?.includes(one.value) ?? false)) one.click();
      } else if (was) {
        const nth = turn.get(one.name) ?? 0;
        turn.set(one.name, nth + 1);
        setValue(one, was[nth] ?? "");
      }
    }
  };
  fill();
  // A choice may have brought further fields with it.
  requestAnimationFrame(fill);
  const hidden = document.createElement("input");
  hidden.type = "hidden";
  hidden.name = againField;
  hidden.value = id;
  form.querySelector(`input[name="${againField}"]`)?.remove();
  form.append(hidden);
  for (let box = form.closest("details"); box; box = box.parentElement?.closest("details") ?? null)
    box.open = true;
  return form;
}

/** As if it had been typed: React hears of it too. */
function setValue(field: Field, value: string): void {
  if (field.value === value) return;
  const prototype = Object.getPrototypeOf(field);
  Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(field, value);
  field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? "change" : "input", { bubbles: true }));
}
