import { CI_VARIABLES } from "../../provider/plugin/statusLines";

/** The environment without a credential of the person who runs the tests, and without where they run. */
export function neutralEnvironment(): NodeJS.ProcessEnv {
    const isForeign = (name: string) =>
        name.startsWith("FORTANIX_CCM_") || (CI_VARIABLES as readonly string[]).includes(name);
    return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isForeign(name)));
}
