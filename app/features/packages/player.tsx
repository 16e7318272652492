import { createRoot } from "react-dom/client";
import type { Matter } from "./page.ts";
import { cmi5Recorder } from "./player-cmi5.ts";
import { Player } from "./player-frame.tsx";
import { scorm12 } from "./player-scorm-12.ts";
import { scorm2004 } from "./player-scorm-2004.ts";
import type { Recorder } from "./recorder.ts";
import type { System } from "./systems.ts";

const recorders: Record<System, () => Recorder> = {
  "scorm-12": scorm12,
  "scorm-2004": scorm2004,
  cmi5: () => cmi5Recorder(location.search),
};

const matter: Matter = JSON.parse(document.getElementById("matter")?.textContent ?? "");
const system = document.documentElement.dataset.system as System;
const root = document.getElementById("player");
if (root) createRoot(root).render(<Player matter={matter} recorder={recorders[system]()} />);
