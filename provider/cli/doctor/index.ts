export { tableOf, type CheckResult } from "./checkResult";
export { examine, type DoctorOptions } from "./doctor";
