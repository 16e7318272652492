type Child = Node | string | null | undefined;

/** A new element: `element("p", { class: "quiet" }, "Text")`. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function button(
  label: string,
  look: "" | "outline" | "unstyled" | "secondary",
  press: () => void,
): HTMLButtonElement {
  const made = element(
    "button",
    { type: "button", class: `usa-button${look ? ` usa-button--${look}` : ""}` },
    label,
  );
  made.addEventListener("click", press);
  return made;
}

/** "Nov 29, 3:45 PM" by the clock of the device. */
export const when = (at: number): string =>
  new Intl.DateTimeFormat("en-US", {
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
  }).format(at);
