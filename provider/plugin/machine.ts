import { hostname, uptime } from "node:os";
import type { Machine } from "../core";

export const thisMachine: Machine = {
    host: hostname(),
    pid: process.pid,
    uptime: () => uptime() * 1000,
    isAlive: (pid) => {
        try {
            return process.kill(pid, 0);
        } catch (error) {
            // It is there, and another user's.
            return (error as NodeJS.ErrnoException).code === "EPERM";
        }
    },
};
