import { CI_VARIABLES } from "../../provider/plugin/statusLines";

/**
 * The environment without a credential of the person who runs the tests, without where they run, and without certificates to
 * trust besides, which each Node process would read anew (a third of what it takes to begin).
 */
export function neutralEnvironment(): NodeJS.ProcessEnv {
    const isForeign = (name: string) =>
        name.startsWith("FORTANIX_CCM_") ||
        name === "NODE_EXTRA_CA_CERTS" ||
        (CI_VARIABLES as readonly string[]).includes(name);
    return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isForeign(name)));
}
