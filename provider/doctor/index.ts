export { tableOf, type CheckResult } from "./checkup";
export { examine, type DoctorOptions } from "./doctor";
