import { ulid } from "ulid";

/** A new id made in a browser: sorts by the device's clock, and no two devices make the same. */
export const newDeviceId = (): string => ulid().toLowerCase();
