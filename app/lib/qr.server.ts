import { create } from "qrcode";

export type QrCode = { size: number; path: string };

/** A QR code as one SVG path in a square of `size` units, margin included. */
export function qrCode(text: string): QrCode {
  const { modules } = create(text, { errorCorrectionLevel: "M" });
  const margin = 4;
  let path = "";
  for (let y = 0; y < modules.size; y += 1)
    for (let x = 0; x < modules.size; x += 1)
      if (modules.get(y, x)) path += `M${x + margin} ${y + margin}h1v1h-1z`;
  return { size: modules.size + 2 * margin, path };
}
