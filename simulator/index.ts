export type { Exchange } from "./exchange";
export type { Fault } from "./faults";
export type { LoggedRequest } from "./requestLog";
export type { RunStatus, Script } from "./script";
export { SEED } from "./seed";
export type { SeedFile } from "./seedFile";
export { startSimulator, type Simulator, type SimulatorOptions } from "./server";
